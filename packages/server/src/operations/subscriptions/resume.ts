import { isPaused } from '@verge/polar/policy/subscriptions'
import { Refusal } from '@verge/polar/refusals'
import { isTooLate } from '../../billing/due-work.ts'
import { resume } from '../../billing/pause.ts'
import type { CustomerRow, PaymentAttemptRow, SubscriptionRow } from '../../db/tables.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
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
import { canBeCharged, methodFor } from './method.ts'
import { refuseUnlessSwitchedOn } from './pause.ts'
import { scheduledTerms } from './terms.ts'

/** Asked for: begins a fresh period now, and is charged for it now. */
export async function resumeSubscription(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  id: string,
): Promise<void> {
  const cause = { actor: nameOf(actor), operation: 'subscriptions.resume' }
  const attempt = await ports.db.transaction().execute(async (tx) => {
    const { customer, subscription } = await lockWithCustomer(tx, id, actor)
    await refuseUnlessSwitchedOn(tx, actor)
    if (isPaused(subscription) && !(await canBeCharged(tx, subscription))) {
      throw new Refusal('PaymentMethodRequired', 'Add a payment method first. Nothing was charged.')
    }
    return begin(tx, ports, customer, subscription, cause)
  })
  if (attempt) await settleAttempt(ports, attempt.id)
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
