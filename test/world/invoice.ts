import type { InvoiceData } from '@verge/server/ports/invoice-documents'

/** An invoice of nothing: a test says what is on it. */
export const emptyInvoice: InvoiceData = {
  number: 'VERGE-KQZTRWAB-0001',
  locale: 'en',
  seller: {
    name: 'Verge GmbH',
    email: 'billing@verge.example',
    tax_id: null,
    address: { line1: null, line2: null, postal_code: null, city: null, state: null, country: 'DE' },
  },
  customer: { name: 'Ada', tax_id: null, address: null },
  currency: 'usd',
  lines: [],
  discount_amount: 0,
  net_amount: 0,
  tax_rate: null,
  tax_amount: 0,
  total_amount: 0,
  applied_balance_amount: 0,
  due_amount: 0,
  issued_at: '2027-01-31T12:00:00.000Z',
  period_start: null,
  period_end: null,
  reverse_charge: false,
  paid_at: null,
}
