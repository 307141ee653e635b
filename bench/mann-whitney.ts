/**
 * Of two sets of values, how likely they would differ at least so much in their order if both came from one place. Mann and
 * Whitney's U by its normal approximation, corrected for ties; for sets of twenty and more.
 */
export function likelihoodOfOneSource(one: readonly number[], other: readonly number[]): number {
  const { rankSum, ties } = ranked(one, other)
  const [m, n] = [one.length, other.length]
  const all = m + n
  const u = rankSum - (m * (m + 1)) / 2
  const variance = ((m * n) / 12) * (all + 1 - ties / (all * (all - 1)))
  // All values are the same: nothing tells one set from the other.
  if (variance === 0) return 1
  const distance = Math.abs(u - (m * n) / 2)
  return bothTails(Math.max(0, distance - 0.5) / Math.sqrt(variance))
}

/** The ranks of the first set among all, added up; equal values share the mean of theirs. */
function ranked(one: readonly number[], other: readonly number[]): { rankSum: number; ties: number } {
  const all = [
    ...one.map((value) => ({ value, isFirst: true })),
    ...other.map((value) => ({ value, isFirst: false })),
  ].toSorted((a, b) => a.value - b.value)
  let rankSum = 0
  let ties = 0
  for (let from = 0; from < all.length;) {
    let to = from
    while (to < all.length && all[to]!.value === all[from]!.value) to++
    const count = to - from
    const firsts = all.slice(from, to).filter(({ isFirst }) => isFirst).length
    rankSum += (firsts * (from + 1 + to)) / 2
    ties += count ** 3 - count
    from = to
  }
  return { rankSum, ties }
}

/** How much of the normal distribution lies farther out than `z` on either side: Abramowitz and Stegun 7.1.26, to 1.5e-7. */
function bothTails(z: number): number {
  const x = z / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return polynomial * Math.exp(-(x ** 2))
}
