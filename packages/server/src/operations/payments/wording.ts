import type { PaymentAttemptRow } from '../../db/tables.ts'

const wordings: Record<string, string> = {
  insufficient_funds: 'There is not enough money on this card. Nothing was charged. Try another card.',
  authentication_required:
    'The bank asks you to approve the payment. Nothing was charged. Pay again and approve it.',
  authentication_failed: 'The payment was not approved at the bank. Nothing was charged.',
  canceled: 'This payment was given up before the bank approved it. Nothing was charged.',
}
const declined = 'The bank refused this card. Nothing was charged. Try another card.'

/** How a payment ended for the customer: money that was given back has not paid anything. */
export function verdictOn({ status, decline_code, refund_status }: PaymentAttemptRow): {
  status: PaymentAttemptRow['status']
  error: string | null
} {
  if (refund_status !== null) {
    const fate = refund_status === 'pending' ? 'is being' : 'was'
    const error = `This order was withdrawn before the bank approved the payment. The payment ${fate} given back.`
    return { status: 'failed', error }
  }
  return { status, error: status === 'failed' ? wordsFor(decline_code) : null }
}

/** What a customer reads about a payment that failed. */
export function wordsFor(decline_code: string | null): string {
  return wordings[decline_code ?? ''] ?? declined
}
