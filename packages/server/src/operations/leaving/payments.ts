import type { LeavingKind } from '@verge/polar/contract/receipts'
import { paidParts, sumOf, type Parts } from '../../billing/refund.ts'
import { givenBack, type RefundBasis } from '../../billing/withdrawal.ts'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { PaymentAttemptRow, RefundRow } from '../../db/tables/payments.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { Cause } from '../apply-change.ts'
import { openRefund } from '../refunds/open.ts'
import { settleRefund } from '../refunds/settle.ts'
import type { ContractId } from './circumstances.ts'

/** What goes back of which payment. */
export interface Back {
  order: OrderRow
  attempt: PaymentAttemptRow
  parts: Parts
}

interface Payment extends Pick<Back, 'order' | 'attempt'> {
  /** What went back of it so far, or is on its way. */
  given: RefundRow[]
}

/** Each payment of a contract that is kept. */
export async function paymentsOf(db: Database | Tx, contract: ContractId): Promise<Payment[]> {
  const found = db.selectFrom('orders').selectAll().where('paid_at', 'is not', null)
  const theirs =
    'order_id' in contract
      ? found.where('id', '=', contract.order_id)
      : found.where('subscription_id', '=', contract.subscription_id)
  const orders = await theirs
    .orderBy('id')
    .$if(db.isTransaction, (query) => query.forUpdate())
    .execute()
  if (orders.length === 0) return []
  const ids = orders.map((order) => order.id)
  const attempts = await db
    .selectFrom('payment_attempts')
    .selectAll()
    .where('order_id', 'in', ids)
    .where('status', '=', 'succeeded')
    .where('refund_status', 'is', null)
    .execute()
  const refunds = await db
    .selectFrom('refunds')
    .selectAll()
    .where('order_id', 'in', ids)
    .where('status', 'in', ['pending', 'succeeded'])
    .execute()
  return orders.flatMap((order) => {
    const attempt = attempts.find(({ order_id }) => order_id === order.id)
    const given = refunds.filter(({ order_id }) => order_id === order.id)
    return attempt ? [{ order, attempt, given }] : []
  })
}

/** Nothing of what went back before goes back twice. */
export function backOf(payments: readonly Payment[], basis: RefundBasis, received_at: Date): Back[] {
  return payments.flatMap(({ order, attempt, given }) => {
    const paid = paidParts(order)
    const parts = givenBack({ ...order, paid, given: sumOf(given) }, basis, received_at)
    return parts.amount > 0 ? [{ order, attempt, parts }] : []
  })
}

/** With its tax; null: nothing. */
export function moneyBack(back: readonly Back[], currency: string) {
  const { amount, tax_amount } = sumOf(back.map(({ parts }) => parts))
  return amount + tax_amount > 0 ? { amount: amount + tax_amount, currency } : null
}

/** @returns their ids; the processor hears of them after the transaction */
export async function openRefunds(
  tx: Tx,
  ports: Ports,
  back: readonly Back[],
  kind: LeavingKind,
  cause: Cause,
): Promise<string[]> {
  const refund_ids: string[] = []
  for (const { order, attempt, parts } of back) {
    const details = {
      reason: 'customer_request' as const,
      comment: comments[kind],
      revoke_benefits: true,
      metadata: {},
    }
    const refund = { order, attempt, parts, details, processor_refund_id: null, cause }
    refund_ids.push((await openRefund(tx, ports, refund)).id)
  }
  return refund_ids
}

const comments: Record<LeavingKind, string> = {
  withdrawal: 'The customer withdrew from the contract.',
  cancellation: 'The cancellation had arrived before this period began.',
}

/** After the transaction. What gets no answer stays due and is asked for again. */
export async function giveBack(ports: Ports, refund_ids: readonly string[]): Promise<void> {
  for (const id of refund_ids) await settleRefund(ports, id)
}
