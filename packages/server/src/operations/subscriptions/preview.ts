import type { previewResubscription as againContract } from '@verge/polar/contract/own-subscriptions'
import type {
  ChargePreview,
  previewCancellation as cancellationContract,
  previewChange as changeContract,
  previewCharge as chargeContract,
  previewSellersChange as sellersChangeContract,
} from '@verge/polar/contract/subscriptions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import {
  chargesNext,
  isActive,
  isPastDue,
  isPaused,
  nextStep,
  resubscriptionRefusal,
} from '@verge/polar/policy/subscriptions'
import { notFound, refuseIf } from '@verge/polar/refusals'
import { periodEnd } from '../../billing/billing-period.ts'
import type { Line } from '../../billing/charge.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { CustomerActor, OrganizationActor } from '../actor.ts'
import { amountsOf, type Priced } from '../orders/amounts.ts'
import { periodLine } from '../orders/create.ts'
import { waitingProrations } from '../orders/prorations.ts'
import { planChange, type Planned } from './plan.ts'
import { scheduledTerms } from './terms.ts'

/** What the next renewal will come to: with a change that waits for it, and what changes before it left to bill. */
export async function previewCharge(
  { db }: Ports,
  actor: CustomerActor | OrganizationActor,
  { params }: InputOf<typeof chargeContract>,
): Promise<ChargePreview> {
  const own = await ownSubscription(db, actor, params.id)
  const { subscription } = own
  if (!isActive(subscription) && !(isPaused(subscription) && subscription.resumes_at)) throw notFound()
  if (!chargesNext(subscription)) return nothing
  const terms = (await scheduledTerms(db, own.subscription)) ?? own.subscription
  return renewalOf(db, own, terms)
}

/** It ends with its period, or pauses for nobody knows how long. */
const nothing: ChargePreview = {
  base_amount: 0,
  metered_amount: 0,
  proration_amount: 0,
  prorations: [],
  subtotal_amount: 0,
  discount_amount: 0,
  net_amount: 0,
  tax_amount: 0,
  total_amount: 0,
  applied_balance_amount: 0,
  due_amount: 0,
}

/** The first charge that the change leads to: at once, or with the next renewal. */
export async function previewChange(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  { params, body }: InputOf<typeof changeContract> | InputOf<typeof sellersChangeContract>,
): Promise<ChargePreview> {
  const { db } = ports
  const { proration_behavior: behavior = null, ...choice } = { proration_behavior: null, ...body }
  const wanted = { ...choice, behavior }
  const own = await ownSubscription(db, actor, params.id)
  const { subscription } = own
  const planned = await planChange(db, { actor, subscription, wanted, now: ports.clock.now() })
  return firstCharge(db, own, planned)
}

export async function firstCharge(
  db: Database | Tx,
  own: Own,
  { to, decision }: Planned,
): Promise<ChargePreview> {
  if (decision.kind === 'scheduled') return renewalOf(db, own, to)
  if (decision.kind === 'applied') return renewalOf(db, own, to, { prorations: decision.prorations })
  const { lines, period } = decision
  return presented(db, own, { product_id: to.product_id, lines, period_start: period.start })
}

/** Whether ending it now stops the collection of what is owed. */
export async function previewCancellation(
  { db }: Ports,
  actor: CustomerActor | OrganizationActor,
  { params }: InputOf<typeof cancellationContract>,
): Promise<OutputOf<typeof cancellationContract>> {
  const { subscription, organization } = await ownSubscription(db, actor, params.id)
  const stops_collection = isPastDue(subscription) && organization.grace_days === 0
  if (!stops_collection) return { stops_collection, outstanding_amount: null }
  const { outstanding_amount } = await db
    .selectFrom('orders')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('due_amount'), eb.lit(0)).as('outstanding_amount'))
    .where('subscription_id', '=', subscription.id)
    .where('status', '=', 'pending')
    .executeTakeFirstOrThrow()
  return { stops_collection, outstanding_amount: Number(outstanding_amount) }
}

/** What buying an ended subscription again would cost today. */
export async function previewResubscription(
  { db }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof againContract>,
): Promise<ChargePreview> {
  const own = await ownSubscription(db, actor, params.id)
  refuseIf(resubscriptionRefusal(own.subscription))
  return resubscriptionCharge(db, own)
}

/** On the old terms and without the old discount, as a first order: nothing is set against it. */
export async function resubscriptionCharge(db: Database | Tx, own: Own): Promise<ChargePreview> {
  const { subscription, customer, organization } = own
  const lines = [periodLine(subscription, '', subscription)]
  const amounts = await amountsOf(db, {
    customer,
    organization,
    discounted: { ...subscription, discount_id: null, discounted_at: null },
    product_id: subscription.product_id,
    lines,
    period_start: subscription.current_period_start,
    isFirst: true,
  })
  return present(lines, amounts)
}

export type Own = Awaited<ReturnType<typeof ownSubscription>>

export async function ownSubscription(
  db: Database | Tx,
  actor: CustomerActor | OrganizationActor,
  id: string,
) {
  const found = db.selectFrom('subscriptions').selectAll().where('id', '=', id)
  const owned =
    actor.kind === 'customer'
      ? found.where('customer_id', '=', actor.customer_id)
      : found.where('organization_id', '=', actor.organization_id)
  const subscription = await owned.executeTakeFirst()
  if (!subscription) throw notFound()
  const [customer, organization] = await Promise.all([
    db
      .selectFrom('customers')
      .selectAll()
      .where('id', '=', subscription.customer_id)
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('organizations')
      .selectAll()
      .where('id', '=', subscription.organization_id)
      .executeTakeFirstOrThrow(),
  ])
  return { subscription, customer, organization }
}

type NextTerms = Pick<
  SubscriptionRow,
  'product_id' | 'product_price_id' | 'amount' | 'recurring_interval' | 'recurring_interval_count'
>

interface Renewal {
  prorations?: readonly Line[]
  /** Where it is another day than the one that comes next. */
  at?: Date
  /** Where an order before it moves the customer's balance. */
  balance?: number
}

/** The next order at these terms. */
export async function renewalOf(
  db: Database | Tx,
  own: Own,
  terms: NextTerms,
  { prorations = [], at, balance }: Renewal = {},
): Promise<ChargePreview> {
  const { subscription } = own
  const current_period_start = at ?? nextChargeAt(subscription) ?? subscription.current_period_end
  const { recurring_interval, recurring_interval_count } = terms
  const recurrence = { ...subscription, recurring_interval, recurring_interval_count }
  const current_period_end = periodEnd(current_period_start, recurrence)
  const waiting = await waitingProrations(db, subscription.id)
  const line = periodLine(terms, '', { current_period_start, current_period_end })
  return presented(db, own, {
    product_id: terms.product_id,
    lines: [line, ...waiting, ...prorations],
    period_start: current_period_start,
    ...(balance !== undefined && { balance }),
  })
}

/** Null: paused, or about to be, until somebody resumes it. */
export function nextChargeAt(subscription: SubscriptionRow): Date | null {
  const next = nextStep(subscription)
  return 'resumes_at' in next ? next.resumes_at : subscription.current_period_end
}

async function presented(
  db: Database | Tx,
  { customer, organization, subscription }: Own,
  charged: Pick<Priced, 'product_id' | 'lines' | 'period_start' | 'balance'>,
): Promise<ChargePreview> {
  return present(
    charged.lines,
    await amountsOf(db, { customer, organization, discounted: subscription, ...charged }),
  )
}

function present(lines: readonly Line[], amounts: Awaited<ReturnType<typeof amountsOf>>): ChargePreview {
  const sum = (some: readonly Line[]) => some.reduce((total, { amount }) => total + amount, 0)
  const prorations = lines.filter(({ proration }) => proration)
  return {
    ...amounts,
    base_amount: sum(lines.filter(({ proration }) => !proration)),
    metered_amount: 0,
    proration_amount: sum(prorations),
    prorations: prorations.map(({ label, amount }) => ({ label, amount })),
  }
}
