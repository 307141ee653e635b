import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askedAgain, type Asking } from './rate-limit.ts'
import { byEmail, codeEnd, codeFrom, codesInAll, codeTyped, triesMax, wrongInAll } from './sign-in.ts'

const now = new Date('2027-01-31T12:00:00Z')

it('draws six letters or digits that cannot be taken for one another, each as often', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  const drawn = Map.groupBy(bytes, (byte) => codeFrom(Uint8Array.of(byte, 0, 0, 0, 0, 0))[0])
  expect([...drawn.values()].map((all) => all.length)).toEqual(Array(32).fill(8))
  expect([...drawn.keys()].join('')).toMatch(/^[A-HJ-NP-Z2-9]{32}$/)
  expect(codeFrom(bytes)).toHaveLength(6)
})

it.each(['ABC234', 'abc234', ' ABC 234\n', 'abc-234', 'A B C 2 3 4', 'ABC\u00a0234'])(
  'takes %j for the code that was meant',
  (text) => expect(codeTyped(text)).toBe('ABC234'),
)

it('ends a code after half an hour, and after ten minutes where a browser holds its other half', () => {
  expect(codeEnd(now, false)).toEqual(new Date('2027-01-31T12:30:00Z'))
  expect(codeEnd(now, true)).toEqual(new Date('2027-01-31T12:10:00Z'))
})

describe('guessing into an account', () => {
  const hour = 3_600
  const day = 24 * hour
  /** When codes come, where somebody asks after these pauses for a day, a few times at once. */
  function codesOf(pauses: readonly { seconds: number; times: number }[]): number[] {
    let asking: Asking = { counts: [], blocked_until: null }
    let at = 0
    const codes: number[] = []
    for (let turn = 0; at < day; turn++) {
      const { seconds, times } = pauses[turn % pauses.length]!
      at += seconds
      for (let count = 0; count < times; count++) {
        const asked = askedAgain(byEmail, asking, new Date(now.getTime() + at * 1000))
        asking = asked.asking
        if (!asked.refused_until) codes.push(at)
      }
    }
    return codes
  }
  const lives = (codeEnd(now, false).getTime() - now.getTime()) / 1000
  const living = (codes: readonly number[], at: number) =>
    codes.filter((code) => code <= at && at < code + lives).length

  const guessesAnHour = wrongInAll.windows[0]!.max

  /** By whoever knows the best moment of each hour, and guesses then as often as is counted, all codes at once. */
  function chanceIn(codes: readonly number[]): number {
    const onPages = (codes.length * triesMax) / codesInAll
    const best = Array.from({ length: 25 }, (_, begun) => {
      const moments = codes.filter((code) => code >= begun * hour && code < (begun + 1) * hour)
      return Math.max(living(codes, begun * hour), ...moments.map((at) => living(codes, at)))
    })
    const byApi = best.reduce((sum, many) => sum + guessesAnHour * many, 0) / codesInAll
    return onPages + byApi
  }

  it('succeeds in a day but once in ten thousand tries of it, whenever codes are asked for', () => {
    const pause = fc.record({
      seconds: fc.oneof(
        fc.constantFrom(1, 899, 900, 901, 1_799, 2_699, 3_599, 3_600),
        fc.integer({ min: 1, max: day }),
      ),
      times: fc.integer({ min: 1, max: 12 }),
    })
    fc.assert(
      fc.property(fc.array(pause, { minLength: 1, maxLength: 8 }), (pauses) => {
        expect(chanceIn(codesOf(pauses))).toBeLessThan(1e-4)
      }),
      { numRuns: 300 },
    )
  })

  it('nor where as many codes live at once as can: the last ones of an hour beside the first ones of the next', () => {
    const worst = codesOf([
      { seconds: 2_700, times: 1 },
      { seconds: 2_702, times: 1 },
      { seconds: 896, times: 4 },
      { seconds: 5, times: 5 },
      { seconds: 901, times: 5 },
    ])
    expect(Math.max(...worst.map((at) => living(worst, at)))).toBeGreaterThan(10)
    expect(chanceIn(worst)).toBeLessThan(1e-4)
  })
})
