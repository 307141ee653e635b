import { Refusal } from '@verge/polar/refusals'
import { adopt, type PlanChangeDecision } from '../../billing/plan-change.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { PaidTerms } from '../../db/tables/orders.ts'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Recorder, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor, type OrganizationActor } from '../actor.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { lockCustomer } from '../customers/find.ts'
import { queueMail } from '../emails/queue.ts'
import { createOrder } from '../orders/create.ts'
import { addProrations } from '../orders/prorations.ts'
import { giveUpAttempt, settleAttempt } from '../payments/attempt.ts'
import { collect } from '../payments/collect.ts'
import { wordsFor } from '../payments/wording.ts'
import { takeFirstSeat } from '../seats/first.ts'
import { lockSubscription } from './lock.ts'
import { methodFor } from './method.ts'
import { planChange, requireChangeable, type Planned, type Wanted } from './plan.ts'
import { tellOfChange } from './tell-change.ts'

/**
 * Another product, or another number of seats. What has to be paid first happens when it is paid and not otherwise:
 * a refusal of the card leaves everything as it was.
 */
export async function changeSubscription(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  id: string,
  wanted: Wanted,
): Promise<void> {
  const attempt = await beginChange(ports, actor, id, wanted, { trigger: 'update' })
  if (!attempt) return
  const settled = await settleAttempt(ports, attempt.id)
  // Nobody is there to answer the bank, so a payment that waits for the customer is given up.
  refuseUnlessPaid(settled.status === 'requires_action' ? await giveUpAttempt(ports, attempt.id) : settled)
}

interface Beginning {
  /** As of when it is reckoned; without a quote, as of when nobody else can change it any more. */
  quoted_at?: Date
  trigger: PaymentAttemptRow['trigger']
  /** Looks at what would be done before it is. */
  check?(tx: Tx, planned: Planned): Promise<void>
}

/** All of a change that needs no bank; the payment that it waits for is still to be settled. */
export async function beginChange(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  id: string,
  wanted: Wanted,
  { quoted_at, trigger, check }: Beginning,
): Promise<PaymentAttemptRow | null> {
  const cause = { actor: nameOf(actor), operation: 'subscriptions.change' }
  return ports.db.transaction().execute(async (tx) => {
    const { customer, subscription } = await lockWithCustomer(tx, id, actor)
    if (isAsItIs(subscription, wanted)) {
      await requireChangeable(tx, { actor, subscription, wanted })
      return dropScheduledSeats(tx, ports, subscription, cause)
    }
    const now = quoted_at ?? ports.clock.now()
    const planned = await planChange(tx, { actor, subscription, wanted, now })
    await check?.(tx, planned)
    if (planned.decision.kind === 'to_pay')
      return payFor(tx, ports, {
        customer,
        subscription,
        planned,
        decision: planned.decision,
        trigger,
        cause,
      })
    const set =
      planned.decision.kind === 'scheduled'
        ? { pending_update: JSON.stringify(scheduled(ports, subscription, planned, wanted)) }
        : appliedNow(subscription, planned, planned.decision)
    const change = { set, events: ['subscription.updated', 'customer.state_changed'] as const }
    const changed = await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
    if (planned.decision.kind === 'applied')
      await addProrations(tx, ports, subscription.id, planned.decision.prorations)
    await takeFirstSeat(tx, ports, subscription, changed, cause)
    const when = planned.decision.kind === 'applied' ? 'now' : 'later'
    await tellOfChange(tx, ports, { before: subscription, after: changed, to: planned.to }, when)
    return null
  })
}

/** The change that waits for the end of the period is forgotten. */
export async function dropPendingUpdate(
  tx: Tx,
  ports: Recorder,
  subscription: SubscriptionRow,
  cause: Cause,
): Promise<void> {
  const events = ['subscription.updated', 'customer.state_changed'] as const
  const change = { set: { pending_update: null }, events }
  const kept = await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
  await queueMail(tx, ports, 'change_taken_back', kept)
}

export async function lockWithCustomer(tx: Tx, id: string, actor: CustomerActor | OrganizationActor) {
  const { customer_id } = await lockable(tx, id, actor)
  const customer = await lockCustomer(tx, customer_id)
  return { customer, subscription: await lockSubscription(tx, id, actor) }
}

/** Read without the lock only to know whose lock comes first. */
async function lockable(tx: Tx, id: string, actor: CustomerActor | OrganizationActor) {
  if (actor.kind === 'customer') return { customer_id: actor.customer_id }
  const found = tx.selectFrom('subscriptions').select('customer_id').where('id', '=', id)
  return (await found.executeTakeFirst()) ?? (await lockSubscription(tx, id, actor))
}

function isAsItIs(subscription: SubscriptionRow, { seats }: Wanted): boolean {
  return seats !== undefined && seats === subscription.seats
}

/** As many seats as there are: a change of seats that waits is taken back, and one of the product stays. */
async function dropScheduledSeats(
  tx: Tx,
  ports: Ports,
  subscription: SubscriptionRow,
  cause: Cause,
): Promise<null> {
  const { pending_update } = subscription
  if (!pending_update || pending_update.seats === null) return null
  if (pending_update.product_id === null) {
    await dropPendingUpdate(tx, ports, subscription, cause)
    return null
  }
  const kept = { ...pending_update, seats: null, modified_at: ports.clock.now().toISOString() }
  const change = {
    set: { pending_update: JSON.stringify(kept) },
    events: ['subscription.updated', 'customer.state_changed'] as const,
  }
  const changed = await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
  await queueMail(tx, ports, 'change_taken_back', changed)
  return null
}

const nothingElse = { units: null, product_id: null, product_price_id: null, seats: null }

/** One waits at a time: the same part is replaced, the other part stays. */
function scheduled(
  { clock, ids }: Ports,
  { pending_update: earlier, current_period_end }: SubscriptionRow,
  { to }: Planned,
  wanted: Wanted,
) {
  const now = clock.now().toISOString()
  const product = wanted.product_id
    ? { product_id: to.product_id, product_price_id: to.product_price_id, seats: null }
    : { seats: to.seats }
  return {
    ...nothingElse,
    ...earlier,
    ...product,
    id: earlier?.id ?? ids.uuid(),
    created_at: earlier?.created_at ?? now,
    modified_at: earlier ? now : null,
    applies_at: current_period_end.toISOString(),
  }
}

function appliedNow(
  subscription: SubscriptionRow,
  { to }: Planned,
  { trial_end }: Extract<PlanChangeDecision, { kind: 'applied' }>,
) {
  return {
    ...adopt(subscription, to, null),
    pending_update: null,
    ...(trial_end && {
      trial_end,
      current_period_end: trial_end,
      ...(subscription.discounted_at && { discounted_at: trial_end }),
    }),
  }
}

interface PaidChange {
  customer: CustomerRow
  subscription: SubscriptionRow
  planned: Planned
  decision: Extract<PlanChangeDecision, { kind: 'to_pay' }>
  trigger: PaymentAttemptRow['trigger']
  cause: Cause
}

async function payFor(
  tx: Tx,
  ports: Ports,
  { customer, subscription, planned, decision, trigger, cause }: PaidChange,
): Promise<PaymentAttemptRow | null> {
  const { lines, period, restarts } = decision
  const begins = restarts ? { start: period.start.toISOString(), end: period.end.toISOString() } : null
  const terms: PaidTerms = { ...planned.to, period: begins }
  const order = await createOrder(tx, ports, {
    customer,
    subscription,
    billing_reason: 'subscription_update',
    period: { current_period_start: period.start, current_period_end: period.end },
    change: { lines, terms },
    cause,
  })
  const payment_method_id = await methodFor(tx, customer, subscription)
  if (!payment_method_id && order.due_amount > 0)
    throw paymentFailed('There is no card to charge. Add one first.')
  return collect(tx, ports, { subscription, order, payment_method_id, trigger, cause })
}

export function refuseUnlessPaid({ status, decline_code }: PaymentAttemptRow): void {
  if (status === 'succeeded') return
  if (status === 'failed') throw paymentFailed(wordsFor(decline_code))
  throw new Refusal(
    'PaymentAlreadyInProgress',
    'The bank has not answered yet. The change happens when it approves, and you are charged at most once.',
  )
}

function paymentFailed(words: string): Refusal {
  return new Refusal('PaymentFailed', `${words} The subscription stays as it was.`)
}
