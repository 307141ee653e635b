import type {
  quoteResumption as quoteContract,
  resumeAsQuoted as contract,
} from '@verge/polar/contract/own-subscriptions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { isPaused, resumptionRefusal } from '@verge/polar/policy/subscriptions'
import { outdated, Refusal, refuseIf } from '@verge/polar/refusals'
import { after } from '../../billing/billing-period.ts'
import { isTooLate } from '../../billing/due-work.ts'
import { resume } from '../../billing/pause.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor, type OrganizationActor } from '../actor.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { lockCustomer } from '../customers/find.ts'
import { discountOf } from '../discounts/load.ts'
import { HeldBack, held, type Claim } from '../due-work/claim.ts'
import { queueMail } from '../emails/queue.ts'
import { createOrder } from '../orders/create.ts'
import { settleAttempt } from '../payments/attempt.ts'
import { collect } from '../payments/collect.ts'
import { lockWithCustomer } from './change.ts'
import { getCustomerSubscription } from './list.ts'
import { canBeCharged, methodFor } from './method.ts'
import { refuseUnlessSwitchedOn } from './pause.ts'
import { ownSubscription, renewalOf, type Own } from './preview.ts'
import { scheduledTerms } from './terms.ts'

/** Asked for: begins a fresh period now, and is charged for it now. */
export async function resumeSubscription(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  id: string,
  check?: (tx: Tx) => Promise<void>,
): Promise<void> {
  const cause = { actor: nameOf(actor), operation: 'subscriptions.resume' }
  const attempt = await ports.db.transaction().execute(async (tx) => {
    const { customer, subscription } = await lockWithCustomer(tx, id, actor)
    await refuseUnlessSwitchedOn(tx, actor)
    if (isPaused(subscription) && !(await canBeCharged(tx, subscription))) {
      throw new Refusal('PaymentMethodRequired', 'Add a payment method first. Nothing was charged.')
    }
    await check?.(tx)
    return begin(tx, ports, customer, subscription, cause)
  })
  if (attempt) await settleAttempt(ports, attempt.id)
}

/** The same, at the amount that the customer saw. */
export async function resumeAsQuoted(
  ports: Ports,
  actor: CustomerActor,
  { params, body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  await resumeSubscription(ports, actor, params.id, async (tx) => {
    const own = await ownSubscription(tx, actor, params.id)
    refuseIf(resumptionRefusal(own.subscription))
    const { charge, renews_at } = await resumptionOf(tx, own, ports.clock.now())
    if (charge.due_amount !== body.agreed_amount) throw outdated()
    if (body.agreed_renewal && dayOf(body.agreed_renewal) !== dayOf(renews_at)) throw outdated()
  })
  return getCustomerSubscription(ports, actor, { params })
}

/** Billing happens in UTC, and a page names the day. */
const dayOf = (date: Date) => date.toISOString().slice(0, 10)

export async function quoteResumption(
  { db, clock }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof quoteContract>,
): Promise<OutputOf<typeof quoteContract>> {
  const own = await ownSubscription(db, actor, params.id)
  await refuseUnlessSwitchedOn(db, actor)
  refuseIf(resumptionRefusal(own.subscription))
  return resumptionOf(db, own, clock.now())
}

async function resumptionOf(db: Database | Tx, own: Own, now: Date): Promise<OutputOf<typeof quoteContract>> {
  const terms = (await scheduledTerms(db, own.subscription)) ?? own.subscription
  return {
    charge: await renewalOf(db, own, terms, { at: now }),
    renews_at: after(now, terms.recurring_interval, terms.recurring_interval_count),
  }
}

/** On the day that was named when it was paused. Without a card it begins all the same, and is past due. */
export async function resumeWhenDue(ports: Ports, id: string, claim: Claim | null = null): Promise<void> {
  const cause = { actor: 'billing', operation: 'subscriptions.resume_when_due' }
  const attempt = await ports.db.transaction().execute(async (tx) => {
    const { customer_id } = await tx
      .selectFrom('subscriptions')
      .select('customer_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const customer = await lockCustomer(tx, customer_id)
    const subscription = await tx
      .selectFrom('subscriptions')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const { resumes_at } = subscription
    if (!isPaused(subscription) || !resumes_at || resumes_at > ports.clock.now()) return null
    const claimed = (await held(tx, claim, [id])).get(id)
    if (!claimed) return null
    if (isTooLate(resumes_at, ports.clock.now()) && !claimed.isReleased) throw new HeldBack([id])
    return begin(tx, ports, customer, subscription, cause)
  })
  if (attempt) await settleAttempt(ports, attempt.id)
}

async function begin(
  tx: Tx,
  ports: Ports,
  customer: CustomerRow,
  subscription: SubscriptionRow,
  cause: Cause,
): Promise<PaymentAttemptRow | null> {
  const { change, period } = resume(subscription, {
    now: ports.clock.now(),
    scheduled: await scheduledTerms(tx, subscription),
    discount: await discountOf(tx, subscription),
  })
  const resumed = await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
  const order = await createOrder(tx, ports, {
    customer,
    subscription: resumed,
    billing_reason: 'subscription_cycle',
    period,
    cause,
  })
  await queueMail(tx, ports, 'subscription_resumed', resumed)
  const payment_method_id = await methodFor(tx, customer, resumed)
  return collect(tx, ports, { subscription: resumed, order, payment_method_id, trigger: 'cycle', cause })
}
