/** Everything that happens by chance in one simulation, from one number. */
export interface Chance {
  /** A whole number below `limit`. */
  below(limit: number): number
  /** True in about this share of the cases. */
  happens(share: number): boolean
  pick<Item>(items: readonly Item[]): Item
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  // Mulberry32: small, and good enough to wander with.
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    happens: (share) => next() < share,
    pick: (items) => items[below(items.length)]!,
  }
}

/** A step has a chance of its own, so that it goes the same way when steps before it are left out. */
export function chanceOfStep(seed: number, step: number): Chance {
  const mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(step + 1, 0xc2b2ae35)
  return chanceOf(mixed ^ (mixed >>> 13))
}
