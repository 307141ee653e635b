import type { OrderRow } from '../../db/tables/orders.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { moveBalance } from '../customers/balance.ts'
import { giveRedemptionBack } from '../discounts/redeem.ts'

/** Withdrawn: nobody is asked for it any more, and what it took from the balance is there again. */
export async function voidOrder(tx: Tx, ports: Recorder, order: OrderRow, cause: Cause): Promise<void> {
  const set = { status: 'void' as const, next_payment_attempt_at: null }
  await applyChange(tx, ports, 'orders', order, { set, events: ['order.updated'] }, cause)
  await moveBalance(tx, ports, order, 'restored')
}

/** @returns what was owed and is not collected any more, in all, as a mail tells it; null: nothing was */
export async function voidPendingOrders(
  tx: Tx,
  ports: Recorder,
  subscription_id: string,
  cause: Cause,
): Promise<{ amount: number; currency: string } | null> {
  const orders = await tx
    .selectFrom('orders')
    .selectAll()
    .where('subscription_id', '=', subscription_id)
    .where('status', '=', 'pending')
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const order of orders) await voidOrder(tx, ports, order, cause)
  const amount = orders.reduce((sum, { due_amount }) => sum + due_amount, 0)
  return amount > 0 ? { amount, currency: orders[0]!.currency } : null
}

/** What was to be bought once and never paid: it has used no discount. */
export async function abandonPurchase(tx: Tx, ports: Recorder, order: OrderRow, cause: Cause): Promise<void> {
  await voidOrder(tx, ports, order, cause)
  if (order.discount_id) await giveRedemptionBack(tx, order.discount_id)
}
