import type { Listener } from '../../ports/streams.ts'

/** What happened, by its name on the wire and with the ids of what it happened to. */
export interface StreamEvent {
  key: string
  payload: Record<string, unknown>
}

const quietMax = 7

/**
 * Looks again and again, and tells what has become different in between: nothing is missed, whoever did it in whatever
 * process. Null: still here, but nothing to tell.
 */
export async function* follow<Seen>(
  listener: Listener,
  look: () => Promise<Seen | null>,
  toldOf: (before: Seen, after: Seen) => StreamEvent[],
): AsyncGenerator<StreamEvent | null> {
  let before = await look()
  yield null
  for (let quiet = 1; before !== null && (await listener.pause()); quiet++) {
    const after = await look()
    if (after === null) return
    const told = toldOf(before, after)
    before = after
    yield* told
    if (told.length === 0 && quiet < quietMax) continue
    if (told.length === 0) yield null
    quiet = 0
  }
}
