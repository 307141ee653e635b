import { createAuthEndpoint } from 'better-auth/api'
import { refusal } from '../refuse.ts'
import { isSigned } from '../signature.ts'

export interface PolarEvent {
  /** Such as `subscription.updated`; new ones appear over time. */
  type: string
  timestamp: string
  /** As on the wire: snake case. */
  data: Record<string, unknown>
}

export interface WebhooksOptions {
  /** The endpoint's secret, as Polar shows it. */
  secret: string
  /** Every event, also one that this version does not know. What it throws is told to Polar, which sends it again. */
  onPayload?: (event: PolarEvent) => void | Promise<void>
  /** Handlers by the event's type. */
  on?: Record<string, (event: PolarEvent) => void | Promise<void>>
}

/** Polar gives up after some hours; a repetition later than this is a new delivery. */
const rememberedMs = 7 * 24 * 60 * 60 * 1000

/** `POST /polar/webhooks`: the signature first, each event once, and a failing handler is asked again. */
export function webhooksEndpoint({ secret, onPayload, on = {} }: WebhooksOptions) {
  return createAuthEndpoint(
    '/polar/webhooks',
    {
      method: 'POST',
      cloneRequest: true,
      disableBody: true,
      metadata: { scope: 'server' as const },
    },
    async (ctx) => {
      const { request, context } = ctx
      if (!request) throw refusal('WEBHOOK_INVALID')
      const text = await request.text()
      const now = new Date()
      if (!(await isSigned(secret, request.headers, text, now))) throw refusal('WEBHOOK_INVALID')
      const event = readEvent(text)
      const identifier = `polar-webhook:${request.headers.get('webhook-id')}`
      if (await context.internalAdapter.findVerificationValue(identifier)) return ctx.json({ received: true })
      await on[event.type]?.(event)
      await onPayload?.(event)
      await context.internalAdapter.createVerificationValue({
        identifier,
        value: event.type,
        expiresAt: new Date(now.getTime() + rememberedMs),
      })
      return ctx.json({ received: true })
    },
  )
}

function readEvent(text: string): PolarEvent {
  try {
    const event = JSON.parse(text) as PolarEvent
    if (typeof event.type === 'string') return event
  } catch {
    // Signed and not JSON: nobody at Polar sends this.
  }
  throw refusal('WEBHOOK_INVALID')
}
