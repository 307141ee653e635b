import { askedAgain, blockedUntil, type Asking, type RateLimit } from '../../billing/rate-limit.ts'
import type { Clock } from '../../ports/clock.ts'

/** How often a token may ask, and an address with tokens that nobody gave out. */
const limits = {
  token: { windows: [{ seconds: 1, max: 100 }] },
  stranger: { windows: [{ seconds: 60, max: 60 }] },
} satisfies Record<string, RateLimit>

/**
 * Keeps one caller from taking everybody's turn. Each process counts for itself and forgets when it ends: that is enough
 * against haste, and costs no query. What guards codes and addresses is counted in the database.
 */
export interface Throttle {
  /** One more time. In how many seconds they may ask again; null: now. */
  count(kind: keyof typeof limits, who: string): number | null
  /** Without counting. */
  wait(kind: keyof typeof limits, who: string): number | null
}

const rememberedMax = 10_000

export function createThrottle({ now }: Pick<Clock, 'now'>): Throttle {
  const remembered = new Map<string, Asking>()
  const secondsUntil = (until: Date | null, at: Date) =>
    until && Math.max(1, Math.ceil((until.getTime() - at.getTime()) / 1000))

  return {
    count(kind, who) {
      const at = now()
      const key = `${kind} ${who}`
      const before = remembered.get(key) ?? { counts: [], blocked_until: null }
      const { asking, refused_until } = askedAgain(limits[kind], before, at)
      // Whoever has not asked for longest is forgotten first.
      remembered.delete(key)
      remembered.set(key, asking)
      if (remembered.size > rememberedMax) remembered.delete(remembered.keys().next().value!)
      return secondsUntil(refused_until, at)
    },

    wait(kind, who) {
      const at = now()
      const asking = remembered.get(`${kind} ${who}`)
      return asking ? secondsUntil(blockedUntil(asking, at), at) : null
    },
  }
}
