import { addSeconds } from './billing-period.ts'

/** So often in so many seconds. */
interface Window {
  seconds: number
  max: number
}

export interface RateLimit {
  windows: readonly Window[]
  /** Whoever asks more often is refused for so long; else until the window is over. */
  block_seconds?: number
}

/** What is remembered of one who asks; the counts stand in the order of the windows. */
export interface Asking {
  counts: readonly { since: Date; count: number }[]
  blocked_until: Date | null
}

/** One more time: what is remembered then, and until when they are refused. Null: they are not. */
export function askedAgain(
  { windows, block_seconds }: RateLimit,
  before: Asking,
  now: Date,
): { asking: Asking; refused_until: Date | null } {
  const blocked = blockedUntil(before, now)
  if (blocked) return { asking: before, refused_until: blocked }
  const counts = windows.map(({ seconds }, place) => {
    const last = before.counts[place]
    // A clock that was set back must not leave anybody waiting for it to catch up.
    const goes_on = last && last.since <= now && now < addSeconds(last.since, seconds)
    return goes_on ? { since: last.since, count: last.count + 1 } : { since: now, count: 1 }
  })
  const ends = windows.flatMap(({ seconds, max }, place) => {
    const { since, count } = counts[place]!
    return count > max ? [addSeconds(since, seconds).getTime()] : []
  })
  if (ends.length === 0) return { asking: { counts, blocked_until: null }, refused_until: null }
  const refused_until = block_seconds ? addSeconds(now, block_seconds) : new Date(Math.max(...ends))
  // What was refused is not counted, so that whoever goes on asking is let in when the time is up.
  return { asking: { counts: before.counts, blocked_until: refused_until }, refused_until }
}

/** Until when somebody is refused without being counted again. */
export function blockedUntil({ blocked_until }: Asking, now: Date): Date | null {
  return blocked_until && now < blocked_until ? blocked_until : null
}

/** From when on nothing of it matters any more. */
export function forgottenFrom({ windows }: RateLimit, { blocked_until }: Asking, now: Date): Date {
  const longest = addSeconds(now, Math.max(...windows.map(({ seconds }) => seconds)))
  return blocked_until && blocked_until > longest ? blocked_until : longest
}
