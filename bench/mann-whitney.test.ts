import { expect, it } from 'vitest'
import { likelihoodOfOneSource } from './mann-whitney.ts'

const from = (first: number, count: number) => Array.from({ length: count }, (_, at) => first + at)
const twice = (values: readonly number[]) => [...values, ...values]

// What SciPy's `mannwhitneyu` says of the same, two-sided and by the normal approximation.
it.each([
  ['values that lie apart', from(1, 20), from(11, 20), 0.0000521255],
  [
    'values that are often the same',
    twice([1, 2, 2, 3, 3, 3, 4, 4, 5, 6]),
    twice([2, 3, 3, 4, 4, 5, 5, 6, 6, 7]),
    0.0215976999,
  ],
])('tells %s as others do, whichever comes first', (_, one, other, likelihood) => {
  expect(likelihoodOfOneSource(one, other)).toBeCloseTo(likelihood, 6)
  expect(likelihoodOfOneSource(other, one)).toBeCloseTo(likelihood, 6)
})

it('takes values that all are the same, and those that alternate, for of one source', () => {
  expect(likelihoodOfOneSource(Array(30).fill(7), Array(30).fill(7))).toBe(1)
  const odd = from(0, 200).map((at) => 2 * at)
  const even = odd.map((value) => value + 1)
  expect(likelihoodOfOneSource(odd, even)).toBeGreaterThan(0.9)
})

it('finds a fiftieth of a millisecond among ten thousand values that are spread over one', () => {
  const spread = from(0, 10_000).map((at) => 3 + ((at * 7919) % 10_000) / 10_000)
  expect(likelihoodOfOneSource(spread, spread)).toBeGreaterThan(0.99)
  expect(
    likelihoodOfOneSource(
      spread,
      spread.map((value) => value + 0.02),
    ),
  ).toBeLessThan(0.01)
})
