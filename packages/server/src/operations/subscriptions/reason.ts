import type { Reason } from '../../billing/cancellation.ts'

/** Only what was said is written: a later empty answer does not blank an earlier one. */
export function reasonOf(said: {
  cancellation_reason?: string | null
  cancellation_comment?: string | null
}): Reason {
  return {
    ...(said.cancellation_reason && { customer_cancellation_reason: said.cancellation_reason }),
    ...(said.cancellation_comment && { customer_cancellation_comment: said.cancellation_comment }),
  }
}
