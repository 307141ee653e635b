import { addDays, addMinutes } from './billing-period.ts'

/** Days from one failed payment to the next try; after the last one the subscription ends. */
export const retryDays = [2, 5, 7, 7] as const
const deadlineDays = 21

/** Declines that the same card will only repeat; some of them the card networks forbid to try again. */
const hardDeclines = new Set([
  'lost_card',
  'stolen_card',
  'pickup_card',
  'expired_card',
  'do_not_honor',
  'incorrect_number',
  'invalid_number',
  'incorrect_cvc',
  'invalid_cvc',
  'invalid_account',
  'fraudulent',
  'restricted_card',
  'revocation_of_authorization',
  'revocation_of_all_authorizations',
  'stop_payment_order',
])

export interface FailedPayment {
  /** Counted failures of this order, this one included. Tries by the customer are not counted. */
  failures: number
  past_due_at: Date
  decline_code: string
  now: Date
}

/** When to try again; null ends the subscription. */
export function nextAttempt({ failures, past_due_at, decline_code, now }: FailedPayment): Date | null {
  const deadline = addDays(past_due_at, deadlineDays)
  if (now > addMinutes(deadline, 1)) return null
  if (hardDeclines.has(decline_code)) return now < deadline ? deadline : null
  const days = retryDays[failures - 1]
  return days === undefined ? null : addDays(now, days)
}

/** The tries that are still to come, should each fail as the last one did. With the last of them the subscription ends. */
export function triesAhead(next_at: Date, { failures, ...last }: Omit<FailedPayment, 'now'>): Date[] {
  const tries: Date[] = []
  let at: Date | null = next_at
  while (at) {
    tries.push(at)
    at = nextAttempt({ ...last, failures: failures + tries.length, now: at })
  }
  return tries
}

interface Unpaid {
  tries: readonly Date[]
  past_due_at: Date
  /** Where the subscription is canceled: its end. */
  ends_at: Date | null
  grace_days: number
  /** Only what the seller tied to the product can be taken away before the subscription itself ends. */
  has_benefits: boolean
}

/** What is lost by when, should nothing be paid. */
export function lossOf({ tries, past_due_at, ends_at: canceled_for, grace_days, has_benefits }: Unpaid) {
  const last = tries.at(-1)!
  const ends_at = canceled_for && canceled_for < last ? canceled_for : last
  const graceEnds = addDays(past_due_at, grace_days)
  return {
    ends_at,
    // Nothing is tried after the end; at the same instant the try comes first.
    tries_at: tries.filter((at) => at <= ends_at),
    access_ends_at: has_benefits && graceEnds < ends_at ? graceEnds : ends_at,
  }
}
