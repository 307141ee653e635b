import type { Chance } from './chance.ts'
import type { Call, Fate, Fortune } from './schedule.ts'

/** How often each fate strikes, among the calls to each port. */
export interface Weather {
  database: Partial<Record<Fate, number>>
  processor: Partial<Record<Fate, number>>
  webhooks: Partial<Record<Fate, number>>
  crashes: number
}

/** Each simulation has a climate of its own: some things never go wrong in it, others often. */
export function weatherBy(chance: Chance): Omit<Weather, 'webhooks'> {
  const rate = rateBy(chance)
  return {
    database: {
      'is refused': rate(0.01),
      conflicts: rate(0.04),
      'loses its answer': rate(0.08),
      'is slow': rate(0.01),
      'crashes after': rate(0.05),
    },
    processor: {
      'is refused': rate(0.3),
      'loses its answer': rate(0.3),
      'arrives twice': rate(0.2),
      'is slow': rate(0.1),
      'is put off': rate(0.1),
      'is not known any more': rate(0.05),
      'crashes after': rate(0.2),
    },
    crashes: rate(0.01),
  }
}

/** On the way to those who listen. */
export function weatherOutsideBy(chance: Chance): Weather['webhooks'] {
  const rate = rateBy(chance)
  return {
    'is refused': rate(0.3),
    'loses its answer': rate(0.3),
    'arrives twice': rate(0.2),
    'is slow': rate(0.05),
    'crashes after': rate(0.1),
  }
}

/** Never, or in up to so many cases. */
function rateBy(chance: Chance): (most: number) => number {
  return (most) => (chance.happens(0.5) ? (chance.below(100) / 100) * most : 0)
}

/** Under this weather; who goes on next is chance in any weather. */
export function fortuneIn(weather: Weather, chance: Chance): Fortune {
  return {
    choose: (among) => chance.below(among),
    fateOf(call) {
      if (chance.happens(weather.crashes)) return 'crashes before'
      if (call.port === 'clock' || call.port === 'ids') return 'happens'
      return fateAmong(call, weather[call.port], chance)
    },
  }
}

function fateAmong({ fates }: Call, rates: Partial<Record<Fate, number>>, chance: Chance): Fate {
  return fates.find((fate) => chance.happens(rates[fate] ?? 0)) ?? 'happens'
}

/** Nothing goes wrong, but operations still meet. */
export function calm(chance: Chance): Fortune {
  return { choose: (among) => chance.below(among), fateOf: () => 'happens' }
}
