/**
 * The model's own calendar: days are counted from 1 January 1970 and turned into dates by arithmetic, without asking
 * the product, nor the Date that both run on.
 */
export type Instant = number
export type Every = 'day' | 'week' | 'month' | 'year'

export const day = 86_400_000

interface Civil {
  year: number
  /** From 1. */
  month: number
  day: number
}

export function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

export function lengthOf(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** How many days lie between 1 January 1970 and this one. */
function daysTo({ year, month, day }: Civil): number {
  let days = day - 1
  for (let before = 1970; before < year; before++) days += isLeap(before) ? 366 : 365
  for (let before = 1; before < month; before++) days += lengthOf(year, before)
  return days
}

function civil(days: number): Civil {
  let year = 1970
  let month = 1
  let left = days
  for (; left >= (isLeap(year) ? 366 : 365); year++) left -= isLeap(year) ? 366 : 365
  for (; left >= lengthOf(year, month); month++) left -= lengthOf(year, month)
  return { year, month, day: left + 1 }
}

/** The day of the month, and the month, that an instant falls on. */
export function dateOf(at: Instant): { day: number; month: number } {
  return civil(Math.floor(at / day))
}

export interface Rhythm {
  every: Every
  count: number
}

/** Where a period that begins at `start` ends. Months end on the anchor's day, or on their last where they lack it. */
export function periodAfter(
  start: Instant,
  { every, count }: Rhythm,
  anchor: { day: number; month: number } = dateOf(start),
): Instant {
  if (every === 'day') return start + count * day
  if (every === 'week') return start + 7 * count * day
  const days = Math.floor(start / day)
  const timeOfDay = start - days * day
  const { year, month } = civil(days)
  const months = every === 'month' ? month - 1 + count : anchor.month - 1
  const target = {
    year: every === 'year' ? year + count : year + Math.floor(months / 12),
    month: (months % 12) + 1,
  }
  const last = lengthOf(target.year, target.month)
  return daysTo({ ...target, day: Math.min(anchor.day, last) }) * day + timeOfDay
}
