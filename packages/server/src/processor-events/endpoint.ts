import * as z from 'zod'
import { receiveProcessorEvent } from '../operations/processor-events/receive.ts'
import { boundedBody } from '../ports/bounded-body.ts'
import type { Ports } from '../ports/ports.ts'
import { standingOf } from './signature.ts'

export interface EndpointOptions {
  /** Shared with the processor. Null or empty: there is no such endpoint. */
  secret: string | null
  /** Told of what is our fault, and of what was sent too late. */
  report(fault: { reference: string; operation: string; error: unknown }): void
}

const operation = 'processor.events'
const bytesMax = 256 * 1024

/** What is not understood is kept and changes nothing, so anything may stand beside what we read. */
const said = z.object({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(255),
  data: z
    .looseObject({
      payment_id: z.string().max(255).optional().catch(undefined),
      amount: z.int().optional(),
      currency: z.string().max(16).optional(),
      card_id: z.string().max(255).optional().catch(undefined),
    })
    .default({}),
})

/** Where the payment processor tells of what happened there: `POST /processor/events`. */
export function createProcessorEndpoint(ports: Ports, { secret, report }: EndpointOptions) {
  return async function handle(request: Request): Promise<Response> {
    if (!secret || !/^\/processor\/events\/?$/.test(new URL(request.url).pathname)) return answer(404)
    if (request.method !== 'POST') return answer(405)
    const body = await textOf(request)
    if (body === null) return answer(413)
    const standing = standingOf({ secret, headers: request.headers, body, now: ports.clock.now() })
    if (standing === 'forged') return answer(401)
    if (standing === 'stale') {
      const error = new Error(
        `The event ${request.headers.get('webhook-id')} was signed more than five minutes ago`,
      )
      report({ reference: ports.ids.uuid(), operation, error })
      return answer(400)
    }
    const requestId = ports.ids.uuid()
    const event = said.safeParse(jsonOf(body))
    if (!event.success || event.data.id !== request.headers.get('webhook-id')) return answer(400)
    try {
      await receiveProcessorEvent({ ...ports, requestId }, event.data)
      return answer(204)
    } catch (error) {
      report({ reference: requestId, operation, error })
      return answer(500)
    }
  }
}

function answer(status: number): Response {
  return new Response(null, { status, headers: { 'cache-control': 'no-store' } })
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** Null: too long, or no text. */
async function textOf(request: Request): Promise<string | null> {
  const bytes = await boundedBody(request, bytesMax)
  try {
    return bytes && new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
