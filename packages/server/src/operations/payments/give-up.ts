import type { Ports } from '../../ports/ports.ts'
import { giveUpAttempt } from './attempt.ts'

/** Before buying a product anew: what was begun for it before and left at the bank. */
export async function giveUpBegun(ports: Ports, customer_id: string, product_id: string): Promise<void> {
  const attempts = await ports.db
    .selectFrom('payment_attempts')
    .innerJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .select('payment_attempts.id')
    .where('orders.customer_id', '=', customer_id)
    .where('orders.product_id', '=', product_id)
    .where('orders.billing_reason', 'in', ['purchase', 'subscription_create'])
    .where('orders.status', '=', 'pending')
    .where('payment_attempts.status', '=', 'requires_action')
    .orderBy('payment_attempts.id')
    .execute()
  for (const { id } of attempts) await giveUpAttempt(ports, id)
}
