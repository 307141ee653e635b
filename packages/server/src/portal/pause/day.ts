import type { CustomerSubscription } from '@verge/polar/contract/subscriptions'

const dayInMs = 24 * 60 * 60 * 1000

/** The first day on which a pause can be over: the one after the period that is paid for. As a date field writes it. */
export function earliestDay({
  current_period_end,
}: Pick<CustomerSubscription, 'current_period_end'>): string {
  return new Date(current_period_end.getTime() + dayInMs).toISOString().slice(0, 10)
}

/** The beginning of a day in UTC, where billing happens. Null: that is no day. */
export function dayOf(typed: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed)) return null
  const date = new Date(`${typed}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || !date.toISOString().startsWith(typed) ? null : date
}
