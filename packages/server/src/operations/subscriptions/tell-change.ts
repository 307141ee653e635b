import type { SubscriptionTerms } from '@verge/polar/contract/subscriptions'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import type { Facts } from '../emails/facts.ts'
import { queueMail } from '../emails/queue.ts'

interface TermsChange {
  before: SubscriptionRow
  /** As it was written. */
  after: SubscriptionRow
  to: SubscriptionTerms
}

/** Another product, or another number of seats: now, or at the end of the period. */
export async function tellOfChange(
  tx: Tx,
  ports: Recorder,
  { before, after, to }: TermsChange,
  when: 'now' | 'later',
): Promise<void> {
  const about = { ...after, product_id: to.product_id }
  const { currency } = after
  const facts: Facts = {
    price: { amount: to.amount, currency },
    every: { every: to.recurring_interval, count: to.recurring_interval_count },
    seats: to.seats,
  }
  if (to.product_id === before.product_id)
    return queueMail(tx, ports, when === 'now' ? 'seats_changed' : 'seats_change_scheduled', about, {
      ...facts,
      was: before.seats,
    })
  const { name: was } = await tx
    .selectFrom('products')
    .select('name')
    .where('id', '=', before.product_id)
    .executeTakeFirstOrThrow()
  const kind = when === 'now' ? 'plan_changed' : 'plan_change_scheduled'
  await queueMail(tx, ports, kind, about, { ...facts, was })
}
