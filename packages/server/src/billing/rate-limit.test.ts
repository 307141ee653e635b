import { describe, expect, it } from 'vitest'
import { addSeconds } from './billing-period.ts'
import { askedAgain, forgottenFrom, type Asking, type RateLimit } from './rate-limit.ts'

const start = new Date('2027-01-31T12:00:00Z')
const nobody: Asking = { counts: [], blocked_until: null }
const six: RateLimit = {
  windows: [
    { seconds: 60, max: 6 },
    { seconds: 3_600, max: 12 },
  ],
  block_seconds: 900,
}

/** At each of these seconds once: at which they were refused, and what is remembered. */
function ask(limit: RateLimit, seconds: readonly number[]) {
  let asking = nobody
  const refused = seconds.filter((second) => {
    const asked = askedAgain(limit, asking, addSeconds(start, second))
    asking = asked.asking
    return asked.refused_until !== null
  })
  return { refused, asking }
}
const times = (count: number, apart: number) => Array.from({ length: count }, (_, one) => one * apart)

describe('six a minute and twelve an hour', () => {
  it('lets six through in a minute and blocks the seventh for fifteen minutes', () => {
    const { refused, asking } = ask(six, times(7, 1))
    expect(refused).toEqual([6])
    expect(asking.blocked_until).toEqual(addSeconds(start, 6 + 900))
  })

  it('blocks the thirteenth of an hour however slowly they came', () => {
    expect(ask(six, times(13, 60)).refused).toEqual([720])
  })

  it('lets in again at the very instant the block ends, however often was asked meanwhile', () => {
    const blocked = times(7, 1)
    const meanwhile = times(80, 10).map((second) => second + 10)
    expect(ask(six, [...blocked, ...meanwhile, 905, 906]).refused.at(-1)).toBe(905)
  })

  it('begins anew when an hour is over', () => {
    expect(ask(six, [...times(12, 60), 3_600, 3_601]).refused).toEqual([])
  })

  it('leaves nobody waiting for a clock that was set back', () => {
    const { asking } = ask(six, times(6, 1))
    expect(askedAgain(six, asking, addSeconds(start, -86_400)).refused_until).toBeNull()
  })
})

it('refuses until the window ends where nothing is blocked', () => {
  const limit = { windows: [{ seconds: 60, max: 2 }] }
  const { asking, refused } = ask(limit, [0, 10, 20])
  expect(refused).toEqual([20])
  expect(asking.blocked_until).toEqual(addSeconds(start, 60))
})

it('remembers nobody for longer than it matters', () => {
  expect(forgottenFrom(six, nobody, start)).toEqual(addSeconds(start, 3_600))
  const blocked = { counts: [], blocked_until: addSeconds(start, 7_200) }
  expect(forgottenFrom(six, blocked, start)).toEqual(addSeconds(start, 7_200))
})
