import type {
  LeavingQuote,
  quotePurchaseWithdrawal as quoteContract,
  withdrawPurchaseAsQuoted as withdrawContract,
} from '@verge/polar/contract/leaving'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { isPaid } from '@verge/polar/policy/orders'
import { withdrawalRefusal, withdrawalUntil } from '@verge/polar/policy/withdrawal'
import { Refusal, refuseIf } from '@verge/polar/refusals'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor } from '../actor.ts'
import { applyChange, followAccess, type Cause } from '../apply-change.ts'
import { dateOf } from '../emails/facts.ts'
import { queueMail } from '../emails/queue.ts'
import { requireOrder } from '../orders/find.ts'
import { lockOrder } from '../orders/lock.ts'
import { presentCustomerOrders } from '../orders/present.ts'
import { getReceipt } from '../receipts/get.ts'
import { issueReceipt } from '../receipts/issue.ts'
import { circumstancesOf } from './circumstances.ts'
import { backOf, giveBack, moneyBack, openRefunds, paymentsOf, type Back } from './payments.ts'
import { quoted, refuseUnlessQuoted } from './quote.ts'

/** What withdrawing from a purchase would take and give back, to be agreed to as a whole. */
export async function quotePurchaseWithdrawal(
  { db, clock }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof quoteContract>,
): Promise<LeavingQuote> {
  const order = await requireOrder(db, actor, params.id)
  return (await planPurchaseWithdrawal(db, order, clock.now())).quote
}

/** Undoes the purchase as it was shown, or not at all. */
export async function withdrawPurchaseAsQuoted(
  ports: Ports,
  actor: CustomerActor,
  { params, body }: InputOf<typeof withdrawContract>,
): Promise<OutputOf<typeof withdrawContract>> {
  const now = ports.clock.now()
  const { receipt_id, refund_ids } = await ports.db.transaction().execute(async (tx) => {
    const { order } = await lockOrder(tx, params.id, actor)
    const plan = await planPurchaseWithdrawal(tx, order, now)
    refuseUnlessQuoted(plan.quote, body.quote_id)
    return undoPurchase(tx, ports, actor, plan, now)
  })
  await giveBack(ports, refund_ids)
  const [order] = await presentCustomerOrders(ports.db, [await requireOrder(ports.db, actor, params.id)])
  return { order: order!, receipt: await getReceipt(ports, actor, { params: { id: receipt_id } }) }
}

interface PurchaseUndoing {
  order: OrderRow
  back: Back[]
  quote: LeavingQuote
}

/** All that was paid goes back: no period runs of which a part could have been used. */
export async function planPurchaseWithdrawal(
  db: Database | Tx,
  order: OrderRow,
  received_at: Date,
): Promise<PurchaseUndoing> {
  if (order.billing_reason !== 'purchase' || !isPaid(order))
    throw new Refusal('WithdrawalNotPossible', 'This is no purchase that was paid for. Nothing was changed.')
  const { law, is_business, consents } = await circumstancesOf(db, order, { order_id: order.id })
  const concluded_at = order.paid_at ?? order.created_at
  const ended_at = await withdrawnAt(db, order)
  refuseIf(
    withdrawalRefusal({ concluded_at, ended_at, consents, is_business, renews: false }, law, received_at),
  )
  const back = backOf(await paymentsOf(db, { order_id: order.id }), 'full', received_at)
  const quote = quoted(order, {
    kind: 'withdrawal',
    ends_at: null,
    undo_until: null,
    refund: moneyBack(back, order.currency),
    refund_basis: 'full',
    open: [],
    waived: [],
    possible_until: withdrawalUntil(concluded_at, law.withdrawal_days!),
  })
  return { order, back, quote }
}

/** In one transaction: the receipt, with which all goes that came with it, and what goes back. */
export async function undoPurchase(
  tx: Tx,
  ports: Ports,
  actor: CustomerActor,
  { order, back, quote }: PurchaseUndoing,
  received_at: Date,
) {
  const cause: Cause = { actor: nameOf(actor), operation: 'orders.withdrawal' }
  const now = ports.clock.now()
  const contract = { ...order, subscription_id: null, subscription_version: null, order_id: order.id }
  const declaration = { kind: 'withdrawal', received_at, declared_by: 'customer' } as const
  const receipt = await issueReceipt(tx, ports, { ...contract, ends_at: now }, declaration)
  const undone = await applyChange(tx, ports, 'orders', order, { set: {}, events: ['order.updated'] }, cause)
  await followAccess(tx, ports, { subscription_ids: [], order_ids: [order.id], product_ids: [] }, cause)
  const refund_ids = await openRefunds(tx, ports, back, 'withdrawal', cause)
  await queueMail(tx, ports, 'purchase_withdrawn', undone, {
    receipt,
    date: dateOf(now),
    refund: quote.refund,
  })
  return { receipt_id: receipt.id, refund_ids }
}

/** Null: it stands. */
async function withdrawnAt(db: Database | Tx, { id }: OrderRow): Promise<Date | null> {
  const receipt = await db
    .selectFrom('cancellation_receipts')
    .select('ends_at')
    .where('order_id', '=', id)
    .executeTakeFirst()
  return receipt?.ends_at ?? null
}
