import { invalid } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import { nameOf, type CustomerActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { lockCustomer } from '../customers/find.ts'
import { openAttempt, settleAttempt } from '../payments/attempt.ts'

/** The new default also pays, at once, every renewal that is waiting for a payment. */
export async function setDefaultPaymentMethod(
  ports: Ports,
  actor: CustomerActor,
  payment_method_id: string,
): Promise<void> {
  const attempts = await ports.db.transaction().execute(async (tx) => {
    const customer = await lockCustomer(tx, actor.customer_id)
    const method = await tx
      .selectFrom('payment_methods')
      .select('id')
      .where('id', '=', payment_method_id)
      .where('customer_id', '=', customer.id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    if (!method) {
      throw invalid(
        ['body', 'default_payment_method_id'],
        'This payment method does not exist.',
        payment_method_id,
      )
    }
    const change = {
      set: { default_payment_method_id: payment_method_id },
      events: ['customer.updated', 'customer.state_changed'] as const,
    }
    const cause = { actor: nameOf(actor), operation: 'payment_methods.set_default' }
    await applyChange(tx, ports, 'customers', customer, change, cause)
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
