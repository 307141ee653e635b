import { setTimeout } from 'node:timers/promises'

/** One who listens. */
export interface Listener {
  /** Until it is time to look again; false: nobody listens any more. */
  pause(): Promise<boolean>
  leave(): void
}

/** Those who listen to what happens, over connections that stay open. */
export interface Streams {
  /** Null: as many listen as may, in all or to this. */
  enter(to: string): Listener | null
  /** Nobody is let in any more, and all who listen are let go. */
  close(): void
}

interface StreamsOptions {
  max: number
  /** To one customer or checkout. */
  maxEach: number
  everyMs: number
}

export function openStreams({ max, maxEach, everyMs }: StreamsOptions): Streams {
  const closing = new AbortController()
  const listening = new Map<string, number>()
  let all = 0

  return {
    enter(to) {
      const each = listening.get(to) ?? 0
      if (closing.signal.aborted || all >= max || each >= maxEach) return null
      listening.set(to, each + 1)
      all++
      const leaving = new AbortController()
      const over = AbortSignal.any([closing.signal, leaving.signal])
      return {
        async pause() {
          // Being woken early only means that it is over.
          await setTimeout(everyMs, undefined, { signal: over }).catch(() => {})
          return !over.aborted
        },
        leave() {
          if (leaving.signal.aborted) return
          leaving.abort()
          all--
          const left = listening.get(to)! - 1
          if (left === 0) listening.delete(to)
          else listening.set(to, left)
        },
      }
    },
    close: () => closing.abort(),
  }
}
