import { afterEach, describe, expect, it } from 'vitest'
import { anchorOf, periodEnd, type Interval } from './billing-period.ts'

const home = process.env.TZ
afterEach(() => {
  if (home === undefined) delete process.env.TZ
  else process.env.TZ = home
})

const intervals: Interval[] = ['day', 'week', 'month', 'year']
// Around the changes of summer time in both hemispheres, and one of a whole day.
const starts = [
  '2027-03-13T09:30:00Z',
  '2027-03-27T23:30:00Z',
  '2027-04-03T15:30:00Z',
  '2027-10-30T23:30:00Z',
].map((text) => new Date(text))

const endsOf = (interval: Interval) =>
  starts.map((start) =>
    periodEnd(start, {
      ...anchorOf(start),
      recurring_interval: interval,
      recurring_interval_count: 1,
    }).getTime(),
  )

describe('a billing period', () => {
  it.each(intervals)(
    'of a %s ends at the same instant wherever the machine stands, over every summer time',
    (interval) => {
      process.env.TZ = 'UTC'
      const inUtc = endsOf(interval)
      const offsets = new Set<number>()
      const different = Intl.supportedValuesOf('timeZone').filter((zone) => {
        process.env.TZ = zone
        offsets.add(starts[0]!.getTimezoneOffset())
        return endsOf(interval).some((end, index) => end !== inUtc[index])
      })
      expect(different).toEqual([])
      // The machine really stood in all of them.
      expect(offsets.size).toBeGreaterThan(20)
    },
  )

  it('of days and weeks is as long as they are in UTC, none shorter, longer or empty', () => {
    const day = 24 * 3_600_000
    expect(endsOf('day').map((end, index) => end - starts[index]!.getTime())).toEqual([day, day, day, day])
    expect(endsOf('week').map((end, index) => end - starts[index]!.getTime())).toEqual(
      [7, 7, 7, 7].map((n) => n * day),
    )
  })
})
