import { setTimeout } from 'node:timers/promises'

export interface Repetition {
  /** Runs while no repetition does. */
  alone<Result>(run: () => Promise<Result>): Promise<Result>
  stop(): Promise<void>
}

/** One run after the other, never two at once. */
export function repeat(
  everyMs: number,
  run: () => Promise<unknown>,
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

  const ended = (async () => {
    while (!signal.aborted) {
      // Being woken early only means that it is time to stop.
      await setTimeout(everyMs, undefined, { signal }).catch(() => {})
      if (!signal.aborted) await alone(run).catch(failed)
    }
  })()
  return {
    alone,
    async stop() {
      stopping.abort()
      await ended
      await last
    },
  }
}
