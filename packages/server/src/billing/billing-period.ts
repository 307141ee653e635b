export type Interval = 'day' | 'week' | 'month' | 'year'

/** The day, and for years the month, that a subscription's periods return to after a shorter month. */
export interface Anchor {
  anchor_day: number
  anchor_month: number
}
export interface Recurrence extends Anchor {
  recurring_interval: Interval
  recurring_interval_count: number
}

const dayInMs = 24 * 60 * 60 * 1000

export function anchorOf(start: Date): Anchor {
  return { anchor_day: start.getUTCDate(), anchor_month: start.getUTCMonth() + 1 }
}

/** The end of the period that starts at `start`. All in UTC; the time of day is kept. */
export function periodEnd(start: Date, recurrence: Recurrence): Date {
  const { recurring_interval: interval, recurring_interval_count: count } = recurrence
  if (interval === 'day') return addDays(start, count)
  if (interval === 'week') return addDays(start, 7 * count)
  if (interval === 'month')
    return onDay(start, start.getUTCFullYear(), start.getUTCMonth() + count, recurrence.anchor_day)
  return onDay(start, start.getUTCFullYear() + count, recurrence.anchor_month - 1, recurrence.anchor_day)
}

/** A span from `start` that keeps to start's own day: a trial's length, for instance. */
export function after(start: Date, interval: Interval, count: number): Date {
  return periodEnd(start, {
    ...anchorOf(start),
    recurring_interval: interval,
    recurring_interval_count: count,
  })
}

export function addDays(start: Date, days: number): Date {
  return new Date(start.getTime() + days * dayInMs)
}

export function addMinutes(start: Date, minutes: number): Date {
  return addSeconds(start, minutes * 60)
}

export function addSeconds(start: Date, seconds: number): Date {
  return new Date(start.getTime() + seconds * 1000)
}

function onDay(start: Date, year: number, month: number, day: number): Date {
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const result = new Date(start)
  result.setUTCFullYear(year, month, Math.min(day, lastDay))
  return result
}
