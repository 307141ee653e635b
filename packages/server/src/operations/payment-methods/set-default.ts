import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor } from '../actor.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { lockCustomer } from '../customers/find.ts'
import { openAttempt, settleAttempt } from '../payments/attempt.ts'
import { requireOwnCard } from './find.ts'

/**
 * The new default pays every renewal from now on, also of subscriptions that were bought with another card, and at once
 * what is waiting for a payment.
 */
export async function setDefaultPaymentMethod(
  ports: Ports,
  actor: CustomerActor,
  payment_method_id: string,
): Promise<void> {
  const attempts = await ports.db.transaction().execute(async (tx) => {
    const customer = await lockCustomer(tx, actor.customer_id)
    await requireOwnCard(tx, customer.id, 'default_payment_method_id', payment_method_id)
    const change = {
      set: { default_payment_method_id: payment_method_id },
      events: ['customer.updated', 'customer.state_changed'] as const,
    }
    const cause = { actor: nameOf(actor), operation: 'payment_methods.set_default' }
    await applyChange(tx, ports, 'customers', customer, change, cause)
    await pinRunningSubscriptions(tx, ports, customer.id, payment_method_id, cause)
    const due = await tx
      .selectFrom('orders')
      .selectAll('orders')
      .innerJoin('subscriptions', 'subscriptions.id', 'orders.subscription_id')
      .where('orders.customer_id', '=', customer.id)
      .where('orders.status', '=', 'pending')
      .where('subscriptions.status', '=', 'past_due')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('payment_attempts')
              .select('payment_attempts.id')
              .whereRef('payment_attempts.order_id', '=', 'orders.id')
              .where('payment_attempts.status', 'in', ['unknown', 'requires_action']),
          ),
        ),
      )
      .orderBy('orders.id')
      .execute()
    return Promise.all(
      due.map((order) =>
        openAttempt(tx, ports, { order, payment_method_id, trigger: 'payment_method_update' }),
      ),
    )
  })
  for (const attempt of attempts) await settleAttempt(ports, attempt.id)
}

async function pinRunningSubscriptions(
  tx: Tx,
  ports: Ports,
  customer_id: string,
  payment_method_id: string,
  cause: Cause,
): Promise<void> {
  const subscriptions = await tx
    .selectFrom('subscriptions')
    .selectAll()
    .where('customer_id', '=', customer_id)
    .where('ended_at', 'is', null)
    .where('payment_method_id', 'is distinct from', payment_method_id)
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const subscription of subscriptions) {
    const change = { set: { payment_method_id }, events: ['subscription.updated'] as const }
    await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
  }
}
