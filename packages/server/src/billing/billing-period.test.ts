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
