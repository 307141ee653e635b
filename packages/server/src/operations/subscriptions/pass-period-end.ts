import { isBillable } from '@verge/polar/policy/subscriptions'
import { atPeriodEnd } from '../../billing/renewal.ts'
import type { CustomerRow, SubscriptionRow } from '../../db/tables.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChange } from '../apply-change.ts'
import { lockCustomer } from '../customers/find.ts'
import { queueMail } from '../emails/queue.ts'
import { createOrder } from '../orders/create.ts'
import { openAttempt, settleAttempt } from '../payments/attempt.ts'
import { dun } from '../payments/outcome.ts'
import { voidPendingOrders } from './cancel.ts'

const cause = { actor: 'billing', operation: 'subscriptions.pass_period_end' }

/** The boundary of a billing period: the end, or a new period with its order and its charge. Twice does nothing more. */
export async function passPeriodEnd(ports: Ports, id: string): Promise<void> {
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
    const decision = atPeriodEnd(subscription, now)
    const changed = await applyChange(tx, ports, 'subscriptions', subscription, decision.change, cause)
    if (decision.kind === 'ends') {
      await voidPendingOrders(tx, ports, id, cause)
      await queueMail(tx, ports, 'subscription_ended', changed)
      return null
    }
    const { billing_reason, period } = decision
    const order = await createOrder(tx, ports, {
      customer,
      subscription: changed,
      billing_reason,
      period,
      cause,
    })
    const payment_method_id = await methodFor(tx, customer, changed)
    if (payment_method_id) return openAttempt(tx, ports, { order, payment_method_id, trigger: 'cycle' })
    await dun(tx, ports, { subscription: changed, order }, 'missing_payment_method')
    return null
  })
  if (attempt) await settleAttempt(ports, attempt.id)
}

/** The subscription's own card, else the customer's default; a removed one pays nothing. */
export async function methodFor(
  tx: Tx,
  customer: CustomerRow,
  subscription: SubscriptionRow,
): Promise<string | null> {
  const candidates = [subscription.payment_method_id, customer.default_payment_method_id].filter(
    (id) => id !== null,
  )
  for (const id of candidates) {
    const method = await tx
      .selectFrom('payment_methods')
      .select('id')
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    if (method) return method.id
  }
  return null
}
