import { setTimeout } from 'node:timers/promises'

export interface Repetition {
  /** As soon as whatever runs has ended; asked several times before that, once. */
  soon(): void
  /** Runs while no repetition does. */
  alone<Result>(run: () => Promise<Result>): Promise<Result>
  stop(): Promise<void>
}

/** One run after the other, never two at once. What runs is told when it is time to stop. */
export function repeat(
  everyMs: number,
  run: (stopping: AbortSignal) => Promise<unknown>,
  failed: (error: unknown) => void,
): Repetition {
  const stopping = new AbortController()
  const { signal } = stopping
  let last: Promise<unknown> = Promise.resolve()

  function alone<Result>(one: () => Promise<Result>): Promise<Result> {
    const turn = last.then(one, one)
    last = turn.catch(() => {})
    return turn
  }

  let isAsked = false
  function soon(): void {
    if (isAsked || signal.aborted) return
    isAsked = true
    void alone(async () => {
      isAsked = false
      await run(signal)
    }).catch(failed)
  }

  const ended = (async () => {
    while (!signal.aborted) {
      // Being woken early only means that it is time to stop.
      await setTimeout(everyMs, undefined, { signal }).catch(() => {})
      if (!signal.aborted) await alone(() => run(signal)).catch(failed)
    }
  })()
  return {
    alone,
    soon,
    async stop() {
      stopping.abort()
      await ended
      await last
    },
  }
}
