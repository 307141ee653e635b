import { addDays, addSeconds } from './billing-period.ts'
import { backOff } from './due-work.ts'

/** Longer than whoever has a mail may take to hand it over; then anybody tries again. */
const leaseSeconds = 300
/** What could not be sent for so long is no news any more. */
const patienceDays = 3

export function leasedUntil(now: Date): Date {
  return addSeconds(now, leaseSeconds)
}

/** When a mail is tried again that was not taken; null: never. */
export function nextMailTry(
  { created_at, tries }: { created_at: Date; tries: number },
  now: Date,
): Date | null {
  const next = backOff(tries, now)
  return next > addDays(created_at, patienceDays) ? null : next
}
