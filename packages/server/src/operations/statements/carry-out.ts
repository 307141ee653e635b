import { cancellationRefusal, isBillable, isPaused } from '@verge/polar/policy/subscriptions'
import { Refusal } from '@verge/polar/refusals'
import { leavesAtOnce } from '../../billing/cancellation.ts'
import type { LeavingStatementRow } from '../../db/tables/leaving.ts'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { backOf, paymentsOf, type Back } from '../leaving/payments.ts'
import { planPurchaseWithdrawal, undoPurchase } from '../leaving/withdraw-purchase.ts'
import { endAndGiveBack, planWithdrawal } from '../leaving/withdraw.ts'
import { openOrders } from '../orders/open.ts'
import { cancelLocked } from '../subscriptions/cancel.ts'
import { revokeLocked } from '../subscriptions/revoke.ts'

interface CarriedOut {
  /** Null: that contract had been ended before. */
  receipt_id: string | null
  refund_ids: readonly string[]
}

/** The contract that a declaration is about. */
export type Meant = { subscription: SubscriptionRow } | { order: OrderRow }

/** Does what was declared to the contract that is meant, as of when it arrived. Both are locked. */
export async function carryOut(
  tx: Tx,
  ports: Ports,
  statement: LeavingStatementRow,
  meant: Meant,
): Promise<CarriedOut> {
  const done =
    'order' in meant
      ? await withdraw(tx, ports, statement, meant.order)
      : await leave(tx, ports, statement, meant.subscription)
  await tx
    .updateTable('leaving_statements')
    .set({
      ...('order' in meant ? { order_id: meant.order.id } : { subscription_id: meant.subscription.id }),
      carried_out_at: ports.clock.now(),
      receipt_id: done.receipt_id,
    })
    .where('id', '=', statement.id)
    .execute()
  return done
}

/** From what was bought once. */
async function withdraw(
  tx: Tx,
  ports: Ports,
  { id, kind, created_at: received_at }: LeavingStatementRow,
  order: OrderRow,
): Promise<CarriedOut> {
  if (kind === 'cancellation')
    throw new Refusal('WithdrawalNotPossible', 'What was bought once does not renew. Nothing was changed.')
  const { organization_id, customer_id } = order
  const actor: CustomerActor = { kind: 'customer', organization_id, customer_id, session_id: id }
  return undoPurchase(tx, ports, actor, await planPurchaseWithdrawal(tx, order, received_at), received_at)
}

async function leave(
  tx: Tx,
  ports: Ports,
  { id, kind, created_at: received_at }: LeavingStatementRow,
  subscription: SubscriptionRow,
): Promise<CarriedOut> {
  const { organization_id, customer_id } = subscription
  const actor: CustomerActor = { kind: 'customer', organization_id, customer_id, session_id: id }
  const runs = isBillable(subscription) || isPaused(subscription)
  if (!runs || subscription.ended_at) return { receipt_id: null, refund_ids: [] }
  if (kind === 'withdrawal') {
    const plan = await planWithdrawal(tx, subscription, received_at)
    return endAndGiveBack(tx, ports, actor, plan, { kind, reason: {}, received_at })
  }
  const isAtOnce = leavesAtOnce(subscription, await openOrders(tx, subscription))
  if (!isAtOnce && cancellationRefusal(subscription)) return { receipt_id: null, refund_ids: [] }
  if (isPaused(subscription) || subscription.current_period_start <= received_at) {
    const leaveLocked = isAtOnce ? revokeLocked : cancelLocked
    const { receipt_id } = await leaveLocked(tx, ports, actor, subscription, { reason: {}, received_at })
    return { receipt_id, refund_ids: [] }
  }
  // It renewed after the cancellation had arrived, which it should not have: that period is undone.
  const back = await paidAfter(tx, subscription, received_at)
  return endAndGiveBack(tx, ports, actor, { subscription, back }, { kind, reason: {}, received_at })
}

async function paidAfter(tx: Tx, { id }: SubscriptionRow, received_at: Date): Promise<Back[]> {
  const payments = await paymentsOf(tx, { subscription_id: id })
  const later = payments.filter(({ order }) => order.period_start && order.period_start > received_at)
  return backOf(later, 'full', received_at)
}
