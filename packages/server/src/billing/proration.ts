export interface Span {
  start: Date
  end: Date
}

/** The share of `amount` that belongs to what is left of the period. Half a minor unit is rounded up. */
export function remainingShare(amount: number, { start, end }: Span, now: Date): number {
  const whole = seconds(start, end)
  const left = Math.min(Math.max(0, seconds(now, end)), whole)
  // Amount times seconds leaves what a number holds exactly, so it is reckoned in whole numbers without limit.
  return Number((BigInt(amount) * BigInt(left) * 2n + BigInt(whole)) / (2n * BigInt(whole)))
}

function seconds(from: Date, to: Date): number {
  return Math.floor(to.getTime() / 1000) - Math.floor(from.getTime() / 1000)
}
