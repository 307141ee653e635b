import { declineOf, declineWords } from '@verge/polar/policy/declines'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'

const wordings: Record<string, string> = {
  insufficient_funds: 'There is not enough money on this card. Nothing was charged. Try another card.',
  authentication_required:
    'The bank asks you to approve the payment. Nothing was charged. Pay again and approve it.',
  authentication_failed: 'The payment was not approved at the bank. Nothing was charged.',
  canceled: 'This payment was given up before the bank approved it. Nothing was charged.',
}
const withdrawn = 'This order was withdrawn before the bank approved the payment.'
const fates = {
  pending: 'The payment is being given back.',
  succeeded: 'The payment was given back.',
  failed: 'Your bank did not take the payment back from us; we will write to you.',
}
const declined = 'The bank refused this card. Nothing was charged. Try another card.'

interface Verdict {
  /** Unknown: the bank has not answered yet, whether it is silent or takes its days. */
  status: 'unknown' | 'requires_action' | 'succeeded' | 'failed'
  error: string | null
}

/** How a payment ended for the customer: money that was given back has not paid anything. */
export function verdictOn({ status, decline_code, refund_status }: PaymentAttemptRow): Verdict {
  if (refund_status !== null) return { status: 'failed', error: `${withdrawn} ${fates[refund_status]}` }
  if (status === 'processing' || status === 'quarantined') return { status: 'unknown', error: null }
  return { status, error: status === 'failed' ? wordsFor(decline_code) : null }
}

/** What a customer reads about a payment that failed. */
export function wordsFor(decline_code: string | null): string {
  const reason = declineOf(decline_code)
  return (
    wordings[decline_code ?? ''] ??
    (reason === 'refused' ? declined : `${declineWords[reason]} Nothing was charged.`)
  )
}
