import { describe, expect, it } from 'vitest'
import { holdsUp, isDelivered, isGivenUp, keptSince, nextTry, triesInAll } from './delivery.ts'

const now = new Date('2027-01-31T12:00:00Z')
const failed = { http_code: 500, isUnreachable: false }

describe('a delivery', () => {
  it('has arrived with any status from 200 to 299, and with no other', () => {
    for (const http_code of [200, 202, 204, 299]) expect(isDelivered({ http_code })).toBe(true)
    for (const http_code of [null, 100, 199, 300, 301, 307, 400, 410, 500])
      expect(isDelivered({ http_code })).toBe(false)
  })

  it('is tried ten times over 75 hours, at first within seconds, and then no more by itself', () => {
    let at = now
    const waits: number[] = []
    for (let tries = 1; ; tries++) {
      const next = nextTry(failed, tries, at, 0.5)
      if (!next) break
      waits.push((next.getTime() - at.getTime()) / 1000)
      at = next
    }
    expect(waits).toHaveLength(triesInAll - 1)
    expect(triesInAll).toBe(10)
    expect(waits[0]).toBe(5)
    expect(waits).toEqual(waits.toSorted((one, other) => one - other))
    expect((at.getTime() - now.getTime()) / 3_600_000).toBeCloseTo(75, 1)
  })

  it('is tried again after any failure, also without an answer, and five per cent sooner or later', () => {
    for (const http_code of [null, 301, 400, 404, 429, 503])
      expect(nextTry({ ...failed, http_code }, 1, now, 0.5)).not.toBeNull()
    const waitOf = (chance: number) => nextTry(failed, 5, now, chance)!.getTime() - now.getTime()
    expect(waitOf(0)).toBe(7_200_000 * 0.95)
    expect(waitOf(1)).toBe(7_200_000 * 1.05)
  })

  it('is not tried again where the receiver is gone for good, or can never be reached', () => {
    expect(nextTry({ ...failed, http_code: 410 }, 1, now, 0.5)).toBeNull()
    expect(nextTry({ http_code: null, isUnreachable: true }, 1, now, 0.5)).toBeNull()
    expect(nextTry({ ...failed, http_code: 200 }, 1, now, 0.5)).toBeNull()
  })
})

describe('an endpoint', () => {
  it('is given up when the ten latest events all failed, and not for nine or where one arrived', () => {
    const no = (count: number) => Array<boolean>(count).fill(false)
    expect(isGivenUp(no(10))).toBe(true)
    expect(isGivenUp([...no(10), true])).toBe(true)
    expect(isGivenUp(no(9))).toBe(false)
    expect(isGivenUp([...no(9), true])).toBe(false)
    expect(isGivenUp([true, ...no(20)])).toBe(false)
  })

  it('hears nothing younger before what waits for its first try, but for something older than a minute', () => {
    const age = (seconds: number) => ({ created_at: new Date(now.getTime() - seconds * 1000) })
    expect(holdsUp(age(0), now)).toBe(true)
    expect(holdsUp(age(59), now)).toBe(true)
    expect(holdsUp(age(60), now)).toBe(false)
  })
})

it('keeps what was sent for ninety days', () => {
  expect(keptSince(now)).toEqual(new Date('2026-11-02T12:00:00Z'))
})
