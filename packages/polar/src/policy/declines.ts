/**
 * Why a bank did not pay, and what to do about it, one sentence or two for each reason. That a card was reported lost or
 * stolen, or looks like fraud, is never said to whoever holds it: to them it is a card that was refused.
 */
export const declineWords = {
  insufficient_funds:
    'There was not enough money on the card. Put money on it before the next try, or pay with another card.',
  expired_card: 'The card has expired. Pay with another card; the same one will not be taken again.',
  incorrect_details:
    'The bank says that the card’s details are not right. Add the card again, or use another one.',
  limit_exceeded:
    'The card has reached its limit. Ask your bank to raise it, wait until it starts anew, or pay with another card.',
  not_supported: 'The card cannot be used for this kind of payment. Pay with another card.',
  bank_unavailable:
    'Your bank could not be reached. Nothing is wrong with the card: pay again, or wait for the next try.',
  approval_needed: 'Your bank asks you to approve the payment. Press “Pay now” and approve it.',
  approval_failed:
    'The payment was not approved at your bank. Press “Pay now” and approve it, or use another card.',
  payments_stopped:
    'The payments to us were stopped at your bank. Pay with another card, or ask your bank to allow them again.',
  no_card: 'There was no card to charge. Add one, and it is charged at once.',
  given_up: 'The payment was given up before your bank had approved it. Press “Pay now” to start again.',
  refused: 'Your bank refused the card without telling us why. Pay with another card, or ask your bank.',
} as const

export type Decline = keyof typeof declineWords
export const declines = Object.keys(declineWords) as [Decline, ...Decline[]]

/** What processors call it. Whatever is not here was refused without a reason that can be told. */
const reasons: Readonly<Record<string, Decline>> = {
  insufficient_funds: 'insufficient_funds',
  expired_card: 'expired_card',
  incorrect_number: 'incorrect_details',
  invalid_number: 'incorrect_details',
  incorrect_cvc: 'incorrect_details',
  invalid_cvc: 'incorrect_details',
  incorrect_zip: 'incorrect_details',
  incorrect_address: 'incorrect_details',
  invalid_expiry_month: 'incorrect_details',
  invalid_expiry_year: 'incorrect_details',
  card_velocity_exceeded: 'limit_exceeded',
  withdrawal_count_limit_exceeded: 'limit_exceeded',
  card_not_supported: 'not_supported',
  currency_not_supported: 'not_supported',
  transaction_not_allowed: 'not_supported',
  service_not_allowed: 'not_supported',
  issuer_not_available: 'bank_unavailable',
  processing_error: 'bank_unavailable',
  reenter_transaction: 'bank_unavailable',
  try_again_later: 'bank_unavailable',
  authentication_required: 'approval_needed',
  authentication_failed: 'approval_failed',
  revocation_of_authorization: 'payments_stopped',
  revocation_of_all_authorizations: 'payments_stopped',
  stop_payment_order: 'payments_stopped',
  missing_payment_method: 'no_card',
  canceled: 'given_up',
}

export function declineOf(code: string | null): Decline {
  return (code !== null && Object.hasOwn(reasons, code) && reasons[code]) || 'refused'
}

const ofTheMoment: readonly Decline[] = ['bank_unavailable', 'approval_needed', 'approval_failed', 'given_up']

/** Whether the same card may well pay at the next try, as nothing was said against the card itself. */
export function mayPayAgain(reason: Decline): boolean {
  return ofTheMoment.includes(reason)
}
