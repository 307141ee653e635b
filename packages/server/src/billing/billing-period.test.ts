import { describe, expect, it } from 'vitest'
import { anchorOf, periodEnd, type Interval } from './billing-period.ts'

function ends(
  start: string,
  recurring_interval: Interval,
  periods: number,
  recurring_interval_count = 1,
): string[] {
  let at = new Date(`${start}T09:30:00Z`)
  const recurrence = { ...anchorOf(at), recurring_interval, recurring_interval_count }
  return Array.from({ length: periods }, () => {
    at = periodEnd(at, recurrence)
    return at.toISOString().slice(0, 10)
  })
}

describe('a billing period', () => {
  it.each([
    ['2027-01-31', 'month', ['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']],
    ['2028-01-31', 'month', ['2028-02-29', '2028-03-31']],
    ['2027-01-30', 'month', ['2027-02-28', '2027-03-30']],
    ['2027-12-15', 'month', ['2028-01-15']],
    ['2028-02-29', 'year', ['2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29']],
    ['2099-02-28', 'year', ['2100-02-28']],
    ['2027-03-27', 'week', ['2027-04-03', '2027-04-10']],
    ['2027-03-27', 'day', ['2027-03-28', '2027-03-29']],
  ] as const)(
    'from %s by the %s clamps to short months and returns to its day',
    (start, interval, expected) => {
      expect(ends(start, interval, expected.length)).toEqual(expected)
    },
  )

  it('keeps the time of day', () => {
    const start = new Date('2027-01-31T23:59:59.500Z')
    const end = periodEnd(start, {
      ...anchorOf(start),
      recurring_interval: 'month',
      recurring_interval_count: 1,
    })
    expect(end.toISOString()).toBe('2027-02-28T23:59:59.500Z')
  })

  it('never skips a month, from every day of 1970 to 2100', () => {
    const skipping: string[] = []
    for (let day = Date.UTC(1970, 0, 1); day < Date.UTC(2100, 11, 31); day += 86_400_000) {
      const start = new Date(day)
      const end = periodEnd(start, {
        ...anchorOf(start),
        recurring_interval: 'month',
        recurring_interval_count: 1,
      })
      const months =
        (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth()
      if (months !== 1) skipping.push(start.toISOString())
    }
    expect(skipping).toEqual([])
  })
})

describe('from every day of 1970 to 2100', () => {
  const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  const daysIn = (year: number, month: number) => (month === 1 && isLeap(year) ? 29 : lengths[month]!)
  const dayMs = 24 * 60 * 60 * 1000
  const lastDay = Date.UTC(2100, 11, 31)

  /** By counting, not by a calendar of the platform's: the day that many months on, or the month's last. */
  function monthsOn(start: Date, months: number): [year: number, month: number, day: number] {
    const counted = start.getUTCFullYear() * 12 + start.getUTCMonth() + months
    const [year, month] = [Math.floor(counted / 12), counted % 12]
    return [year, month, Math.min(start.getUTCDate(), daysIn(year, month))]
  }

  it.each<['month' | 'year', count: number, periods: number]>([
    ['month', 1, 14],
    ...[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((count): ['month', number, number] => ['month', count, 4]),
    ['year', 1, 5],
    ['year', 2, 3],
    ['year', 3, 3],
    ['year', 4, 2],
  ])('by the %s, %i at a time, periods follow each other to the day', (interval, count, periods) => {
    const wrong: string[] = []
    for (let day = 0; day <= lastDay; day += dayMs) {
      const start = new Date(day)
      const recurrence = { ...anchorOf(start), recurring_interval: interval, recurring_interval_count: count }
      let end = start
      for (let period = 1; period <= periods; period++) {
        end = periodEnd(end, recurrence)
        const [year, month, date] = monthsOn(start, period * count * (interval === 'year' ? 12 : 1))
        const isRight =
          end.getUTCFullYear() === year && end.getUTCMonth() === month && end.getUTCDate() === date
        if (!isRight) wrong.push(`${start.toISOString()}, period ${period}: ${end.toISOString()}`)
      }
    }
    expect(wrong).toEqual([])
  })
})
