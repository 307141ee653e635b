import type { StreamEvent } from '../operations/streams/follow.ts'
import { DatabaseFault, type Ports } from '../ports/ports.ts'
import type { Listener } from '../ports/streams.ts'
import { TooManyRequests } from '../operations/limits/count.ts'

const comeBackSeconds = 30

/** Server-sent events, for as long as somebody listens and there is room. @throws TooManyRequests */
export function eventStream(
  { streams, ids }: Ports,
  to: string,
  listen: (listener: Listener) => AsyncGenerator<StreamEvent | null>,
): Response {
  const listener = streams.enter(to)
  if (!listener) throw new TooManyRequests(comeBackSeconds)
  const events = listen(listener)
  const encoder = new TextEncoder()
  const textOf = (event: StreamEvent | null) =>
    event ? `data: ${JSON.stringify({ id: ids.uuid(), ...event })}\n\n` : ': nothing new\n\n'
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      // Where the database is away, whoever listens comes again.
      const next = await events.next().catch((error: unknown) => {
        listener.leave()
        if (error instanceof DatabaseFault) return null
        throw error
      })
      if (next && !next.done) return controller.enqueue(encoder.encode(textOf(next.value)))
      listener.leave()
      controller.close()
    },
    async cancel() {
      listener.leave()
      await events.return(undefined)
    },
  })
  const headers = {
    'content-type': 'text/event-stream',
    'x-accel-buffering': 'no',
    // A connection that is kept for another request would hold up a process that ends.
    connection: 'close',
  }
  return new Response(body, { headers })
}
