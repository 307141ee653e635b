import type { OrderRow } from '../../db/tables/orders.ts'
import type { Tx } from '../../ports/ports.ts'

/** What was sold, to whom, how it was paid, what they were told, and when they were here: as it stands now. */
export async function evidenceFor(tx: Tx, order: OrderRow, payment_attempt_id: string): Promise<object> {
  const { customer_id, subscription_id, id: order_id } = order
  const [items, subscription, customer, payment, mails, visits] = await Promise.all([
    tx.selectFrom('order_items').selectAll().where('order_id', '=', order_id).orderBy('position').execute(),
    tx.selectFrom('subscriptions').selectAll().where('id', '=', subscription_id).executeTakeFirst(),
    tx
      .selectFrom('customers')
      .select(['id', 'external_id', 'email', 'email_verified', 'name', 'billing_name', 'billing_address'])
      .where('id', '=', customer_id)
      .executeTakeFirstOrThrow(),
    tx
      .selectFrom('payment_attempts')
      .innerJoin('payment_methods', 'payment_methods.id', 'payment_attempts.payment_method_id')
      .select([
        'payment_attempts.id',
        'payment_attempts.created_at',
        'processor_payment_id',
        'amount',
        'currency',
      ])
      .select(['trigger', 'brand', 'last4'])
      .where('payment_attempts.id', '=', payment_attempt_id)
      .executeTakeFirstOrThrow(),
    tx
      .selectFrom('emails')
      .select(['created_at', 'recipient', 'subject'])
      .where('customer_id', '=', customer_id)
      .orderBy('created_at')
      .execute(),
    tx
      .selectFrom('customer_sessions')
      .select('created_at')
      .where('customer_id', '=', customer_id)
      .orderBy('created_at')
      .execute(),
  ])
  return { order, items, subscription, customer, payment, mails, visits: visits.map((one) => one.created_at) }
}
