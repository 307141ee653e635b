import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { Database, Ports } from '../../ports/ports.ts'
import type { Listener } from '../../ports/streams.ts'
import { follow, type StreamEvent } from './follow.ts'

/** What becomes of a checkout: who knows its secret may listen. */
export function followCheckout({ db }: Ports, client_secret: string, listener: Listener) {
  return follow(listener, () => checkoutOf(db, client_secret), toldOfCheckout)
}

type Seen = Pick<CheckoutRow, 'version' | 'status' | 'order_id' | 'subscription_id'> & {
  /** Webhooks about the checkout and what was bought in it that have arrived, by their id. */
  delivered: ReadonlyMap<string, string>
}

async function checkoutOf(db: Database, client_secret: string): Promise<Seen | null> {
  const checkout = await db
    .selectFrom('checkouts')
    .select(['id', 'version', 'status', 'order_id', 'subscription_id'])
    .where('client_secret', '=', client_secret)
    .executeTakeFirst()
  if (!checkout) return null
  const { id, ...seen } = checkout
  const about = [id, seen.order_id, seen.subscription_id].filter((one) => one !== null)
  const delivered = await db
    .selectFrom('events')
    .innerJoin('webhook_events', 'webhook_events.event_id', 'events.id')
    .select(['webhook_events.id', 'webhook_events.type'])
    .where('events.aggregate_id', 'in', about)
    .where('webhook_events.succeeded', '=', true)
    .execute()
  return { ...seen, delivered: new Map(delivered.map((one) => [one.id, one.type])) }
}

function toldOfCheckout(before: Seen, after: Seen): StreamEvent[] {
  const told: StreamEvent[] = []
  if (after.version !== before.version)
    told.push({ key: 'checkout.updated', payload: { status: after.status } })
  if (after.order_id !== before.order_id)
    told.push({ key: 'checkout.order_created', payload: { order_id: after.order_id } })
  if (after.subscription_id !== before.subscription_id) {
    const payload = { subscription_id: after.subscription_id }
    told.push({ key: 'checkout.subscription_created', payload })
  }
  for (const [id, type] of after.delivered) {
    if (!before.delivered.has(id))
      told.push({ key: 'checkout.webhook_event_delivered', payload: { id, type } })
  }
  return told
}
