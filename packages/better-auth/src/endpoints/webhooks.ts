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

type Handler = (event: PolarEvent) => unknown

interface Noun {
  Benefit: 'Created' | 'Updated'
  BenefitGrant: 'Created' | 'Cycled' | 'Updated' | 'Revoked'
  Checkout: 'Created' | 'Updated' | 'Expired'
  Customer: 'Created' | 'Updated' | 'Deleted' | 'StateChanged'
  CustomerSeat: 'Assigned' | 'Claimed' | 'Revoked'
  Discount: 'Created' | 'Updated' | 'Deleted'
  Member: 'Created' | 'Updated' | 'Deleted'
  Order: 'Created' | 'Updated' | 'Paid' | 'Refunded'
  Organization: 'Updated'
  Product: 'Created' | 'Updated'
  Refund: 'Created' | 'Updated'
  Subscription:
    | 'Created'
    | 'Updated'
    | 'Active'
    | 'Canceled'
    | 'Uncanceled'
    | 'Cycled'
    | 'Revoked'
    | 'PastDue'
    | 'Paused'
    | 'Resumed'
    | 'Migrated'
}
type HandlerName = { [Name in keyof Noun]: `on${Name}${Noun[Name]}` }[keyof Noun]

/** `onSubscriptionUpdated` hears `subscription.updated`, and so on. What a handler throws makes Polar send the event again. */
export type WebhooksOptions = { [Name in HandlerName]?: Handler } & {
  /** The endpoint's secret, as Polar shows it. */
  secret: string
  /** Every event, also one that this version does not know. */
  onPayload?: Handler
}

/** Polar gives up after some hours; a repetition later than this is a new delivery. */
const rememberedMs = 7 * 24 * 60 * 60 * 1000

/** `POST /polar/webhooks`: the signature first, each event once, and a failing handler is asked again. */
export function webhooksEndpoint({ secret, onPayload, ...handlers }: WebhooksOptions) {
  const underway = new Map<string, Promise<void>>()

  async function handOn(event: PolarEvent): Promise<void> {
    await (handlers as Partial<Record<string, Handler>>)[handlerName(event.type)]?.(event)
    await onPayload?.(event)
  }

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

      async function once(): Promise<void> {
        if (await context.internalAdapter.findVerificationValue(identifier)) return
        await handOn(event)
        await context.internalAdapter.createVerificationValue({
          identifier,
          value: event.type,
          expiresAt: new Date(now.getTime() + rememberedMs),
        })
      }

      // A handler that takes longer than Polar waits is still at work when the event comes again.
      const handling = underway.get(identifier) ?? once().finally(() => underway.delete(identifier))
      underway.set(identifier, handling)
      await handling
      return ctx.json({ received: true })
    },
  )
}

function handlerName(type: string): string {
  return `on${type.replaceAll(/(?:^|[._])([a-z])/g, (_, letter: string) => letter.toUpperCase())}`
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
