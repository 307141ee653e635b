import { createAuthEndpoint } from 'better-auth/api'
import type { AuthContext } from 'better-auth'
import { forget, hear, isForgotten } from '../copy/copy.ts'
import { hearState, type WireState } from '../copy/customer-state.ts'
import { tellChange } from '../copy/tell-change.ts'
import type { PluginContext } from '../plugin-context.ts'
import type { SubscriptionState } from '../provider.ts'
import { refusal } from '../refuse.ts'
import { tellUser } from '../users/email.ts'
import { claim, finish, release } from './claim.ts'
import { handlerName, isKnown, type Handler, type PolarEvent, type WebhooksOptions } from './handlers.ts'
import { isSigned } from './signature.ts'

interface WireEvent extends Record<string, unknown> {
  type: string
  data: Record<string, unknown>
}
type Around = Pick<AuthContext, 'adapter' | 'internalAdapter' | 'logger'>

/** Polar gives up after some hours; a repetition later than this is a new delivery. */
const rememberedMs = 7 * 24 * 60 * 60 * 1000

/** `POST /polar/webhooks`: the signature first, each event once, and a failing handler is asked again. */
export function webhooksEndpoint(context: PluginContext, options: WebhooksOptions<never>) {
  const { secret, onPayload, onSubscriptionChanged, ...handlers } = options
  const { provider, keepsCopy, followEmail, newId } = context
  const underway = new Map<string, Promise<void>>()

  async function handOn(event: WireEvent, around: Around, now: Date): Promise<void> {
    if (event.type.startsWith('subscription.')) await keep(event.data as SubscriptionState, around, now)
    if (event.type === 'customer.state_changed') await keepState(event, around)
    if (event.type === 'customer.updated' && followEmail) await follow(event, around)
    const presented = provider.present(event) as unknown as PolarEvent
    await (handlers as Partial<Record<string, Handler>>)[handlerName(event.type)]?.(presented)
    await onPayload?.(presented)
  }

  async function keep(state: SubscriptionState, { adapter }: Around, now: Date): Promise<void> {
    const { external_id } = (state.customer ?? {}) as { external_id?: string | null }
    if (!keepsCopy || typeof state.id !== 'string') return
    await hear(adapter, external_id ?? '', state, now)
    if (onSubscriptionChanged) {
      const referenceId = external_id || null
      const told = await tellChange(adapter, state, {
        now,
        newId,
        tell: (change) => onSubscriptionChanged({ referenceId, ...change }),
      })
      if (told === 'underway') throw refusal('WEBHOOK_UNDERWAY')
    }
    // The end of a subscription is told after its user was deleted: the app hears of it, and nothing is kept.
    if (external_id && (await isForgotten(adapter, external_id))) await forget(adapter, external_id)
  }

  async function keepState({ data, timestamp }: WireEvent, { adapter }: Around): Promise<void> {
    const { external_id } = data
    if (!keepsCopy || typeof external_id !== 'string' || typeof timestamp !== 'string') return
    if (Number.isNaN(Date.parse(timestamp)) || (await isForgotten(adapter, external_id))) return
    await hearState(adapter, external_id, data as unknown as WireState, timestamp)
  }

  async function follow({ data }: WireEvent, { internalAdapter, logger }: Around): Promise<void> {
    if (typeof data.external_id !== 'string') return
    const told = await tellUser(provider, { internalAdapter }, data.external_id)
    if (told === 'taken') logger.warn('Polar: a customer has the address of another user; theirs stays')
  }

  /** Without tables of its own the plugin remembers what was handled among the verification values. */
  async function remembering(id: string, event: WireEvent, around: Around, now: Date): Promise<void> {
    const identifier = `polar-webhook:${id}`
    if (await around.internalAdapter.findVerificationValue(identifier)) return
    await handOn(event, around, now)
    await around.internalAdapter.createVerificationValue({
      identifier,
      value: event.type,
      expiresAt: new Date(now.getTime() + rememberedMs),
    })
  }

  async function claiming(id: string, text: string, event: WireEvent, around: Around, now: Date) {
    const payload = isKnown(event.type) ? null : text
    const claimed = await claim(around.adapter, { id, type: event.type, payload }, now)
    if (claimed === 'handled') return
    // Not a yes: whoever has it may still fail, and then it has to come again.
    if (claimed === 'underway') throw refusal('WEBHOOK_UNDERWAY')
    try {
      await handOn(event, around, now)
    } catch (error) {
      await release(around.adapter, id)
      throw error
    }
    await finish(around.adapter, id, context.now())
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
      const { request } = ctx
      if (!request) throw refusal('WEBHOOK_INVALID')
      const text = await request.text()
      const now = context.now()
      if (!(await isSigned(secret, request.headers, text, now))) throw refusal('WEBHOOK_INVALID')
      const event = readEvent(text)
      const id = request.headers.get('webhook-id')!
      // A handler that takes longer than Polar waits is still at work when the event comes again.
      const handling =
        underway.get(id) ??
        (keepsCopy
          ? claiming(id, text, event, ctx.context, now)
          : remembering(id, event, ctx.context, now)
        ).finally(() => underway.delete(id))
      underway.set(id, handling)
      await handling
      return ctx.json({ received: true })
    },
  )
}

function readEvent(text: string): WireEvent {
  try {
    const event = JSON.parse(text) as WireEvent
    if (typeof event.type === 'string' && typeof event.data === 'object' && event.data !== null) return event
  } catch {
    // Signed and not JSON: nobody at Polar sends this.
  }
  throw refusal('WEBHOOK_INVALID')
}
