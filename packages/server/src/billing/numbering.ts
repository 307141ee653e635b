/** Numbers wider than four digits keep all their digits. */
export function invoiceNumber(prefix: string, short_id: string, sequence: number): string {
  return `${prefix}-${short_id}-${String(sequence).padStart(4, '0')}`
}

export function receiptNumber(short_id: string, sequence: number): string {
  return `RCPT-${short_id}-${String(sequence).padStart(4, '0')}`
}
