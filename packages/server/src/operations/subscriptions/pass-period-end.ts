import { isBillable } from '@verge/polar/policy/subscriptions'
import { isTooLate } from '../../billing/due-work.ts'
import { atPeriodEnd } from '../../billing/renewal.ts'
import type { Ports } from '../../ports/ports.ts'
import { applyChange } from '../apply-change.ts'
import { HeldBack, held, type Claim } from '../due-work/claim.ts'
import { lockCustomer } from '../customers/find.ts'
import { queueMail } from '../emails/queue.ts'
import { createOrder } from '../orders/create.ts'
import { voidPendingOrders } from '../orders/void.ts'
import { settleAttempt } from '../payments/attempt.ts'
import { collect } from '../payments/collect.ts'
import { discountOf } from '../discounts/load.ts'
import { methodFor } from './method.ts'
import { isBeingPaid } from './plan.ts'
import { scheduledTerms } from './terms.ts'

const cause = { actor: 'billing', operation: 'subscriptions.pass_period_end' }

/** The boundary of a billing period: the end, or a new period with its order and its charge. Twice does nothing more. */
export async function passPeriodEnd(ports: Ports, id: string, claim: Claim | null = null): Promise<void> {
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
    const now = ports.clock.now()
    if (!isBillable(subscription) || subscription.current_period_end > now) return null
    const claimed = (await held(tx, claim, [id])).get(id)
    if (!claimed) return null
    // A change that waits for its payment belongs wholly to the old period: the bank answers first.
    if (await isBeingPaid(tx, id)) return null
    const decision = atPeriodEnd(subscription, {
      now,
      scheduled: await scheduledTerms(tx, subscription),
      discount: await discountOf(tx, subscription),
    })
    if (decision.kind === 'renews' && isTooLate(subscription.current_period_end, now) && !claimed.isReleased)
      throw new HeldBack(subscription.current_period_end)
    const changed = await applyChange(tx, ports, 'subscriptions', subscription, decision.change, cause)
    if (decision.kind === 'ends') {
      await voidPendingOrders(tx, ports, id, cause)
      await queueMail(tx, ports, 'subscription_ended', changed)
      return null
    }
    if (decision.kind === 'pauses') return null
    const { billing_reason, period } = decision
    const order = await createOrder(tx, ports, {
      customer,
      subscription: changed,
      billing_reason,
      period,
      cause,
    })
    const payment_method_id = await methodFor(tx, customer, changed)
    return collect(tx, ports, { subscription: changed, order, payment_method_id, trigger: 'cycle', cause })
  })
  if (attempt) await settleAttempt(ports, attempt.id)
}
