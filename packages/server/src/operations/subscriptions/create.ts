import type { SubscriptionTerms } from '@verge/polar/contract/subscriptions'
import { Refusal } from '@verge/polar/refusals'
import { after, anchorOf, periodEnd, type Interval } from '../../billing/billing-period.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import { recordCreation, type Cause } from '../apply-change.ts'
import { redeem } from '../discounts/redeem.ts'
import { isHeld, isHeldOrExpected } from './held.ts'

export interface NewSubscription {
  customer: CustomerRow
  terms: SubscriptionTerms
  currency: string
  /** Counts from the first period that is paid for. */
  discount_id: string | null
  /** Free until it ends; null: the first payment comes first. */
  trial: { interval: Interval; count: number } | null
  payment_method_id: string | null
  /** What it came from. */
  origin: Partial<Pick<SubscriptionRow, 'checkout_id' | 'resubscribed_from_id' | 'idempotency_key'>>
  metadata: SubscriptionRow['metadata']
  cause: Cause
}

/** Trialing at once, or incomplete until its first order is paid. */
export async function createSubscription(
  tx: Tx,
  ports: Recorder,
  {
    customer,
    terms,
    currency,
    discount_id,
    trial,
    payment_method_id,
    origin,
    metadata,
    cause,
  }: NewSubscription,
): Promise<SubscriptionRow> {
  const now = ports.clock.now()
  const { product_id, product_price_id, amount, seats, recurring_interval, recurring_interval_count } = terms
  const recurrence = { ...anchorOf(now), recurring_interval, recurring_interval_count }
  const trial_end = trial && after(now, trial.interval, trial.count)
  if (discount_id) await redeem(tx, { discount_id, customer_id: customer.id })
  const subscription = await tx
    .insertInto('subscriptions')
    .values({
      ...recurrence,
      ...origin,
      id: ports.ids.uuid(),
      created_at: now,
      version: 1,
      organization_id: customer.organization_id,
      customer_id: customer.id,
      product_id,
      product_price_id,
      amount,
      currency,
      seats,
      discount_id,
      discounted_at: discount_id === null ? null : (trial_end ?? now),
      status: trial_end ? 'trialing' : 'incomplete',
      started_at: trial_end ? now : null,
      trial_start: trial_end ? now : null,
      trial_end,
      current_period_start: now,
      current_period_end: trial_end ?? periodEnd(now, recurrence),
      cancel_at_period_end: false,
      payment_method_id,
      metadata: JSON.stringify(metadata),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch(repetitionConflict)
  const events = trial_end
    ? (['subscription.created', 'subscription.active', 'customer.state_changed'] as const)
    : (['subscription.created'] as const)
  await recordCreation(tx, ports, 'subscriptions', subscription, events, cause)
  return subscription
}

/** Nobody pays twice for one thing. */
export async function refuseSecond(tx: Tx, customer_id: string, product_id: string): Promise<void> {
  if (await isHeld(tx, { customer_id, product_id })) throw repeated()
  if (await isHeldOrExpected(tx, { customer_id, product_id }))
    throw new Refusal(
      'AlreadyActiveSubscriptionError',
      'A subscription of yours is about to change to this product. Nothing was charged.',
    )
}

/** Another one of theirs became this product a moment ago, by a change that was paid: the database decides. */
function repetitionConflict(error: unknown): never {
  if ((error as { constraint?: string }).constraint === 'subscriptions_one_running') throw repeated()
  throw error
}

const repeated = () =>
  new Refusal('AlreadyActiveSubscriptionError', 'You already have this subscription. Nothing was charged.')

/** A trial is for somebody who does not know the product yet. */
export async function hadTrial(tx: Tx, customer_id: string, product_id: string): Promise<boolean> {
  const trial = await tx
    .selectFrom('subscriptions')
    .select('id')
    .where('customer_id', '=', customer_id)
    .where('product_id', '=', product_id)
    .where('trial_start', 'is not', null)
    .executeTakeFirst()
  return trial !== undefined
}
