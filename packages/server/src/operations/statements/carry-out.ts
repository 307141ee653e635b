import { cancellationRefusal, isBillable, isPaused } from '@verge/polar/policy/subscriptions'
import { leavesAtOnce } from '../../billing/cancellation.ts'
import { paidParts, sumOf } from '../../billing/refund.ts'
import { givenBack } from '../../billing/withdrawal.ts'
import type { LeavingStatementRow } from '../../db/tables/leaving.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { endAndGiveBack, paymentsOf, planWithdrawal } from '../leaving/withdraw.ts'
import { openOrders } from '../orders/open.ts'
import { cancelLocked } from '../subscriptions/cancel.ts'
import { revokeLocked } from '../subscriptions/revoke.ts'

interface CarriedOut {
  /** Null: that contract had been ended before. */
  receipt_id: string | null
  refund_ids: readonly string[]
}

/** Does what was declared to the contract that is meant, as of when it arrived. Both are locked. */
export async function carryOut(
  tx: Tx,
  ports: Ports,
  statement: LeavingStatementRow,
  subscription: SubscriptionRow,
): Promise<CarriedOut> {
  const done = await leave(tx, ports, statement, subscription)
  await tx
    .updateTable('leaving_statements')
    .set({
      subscription_id: subscription.id,
      carried_out_at: ports.clock.now(),
      receipt_id: done.receipt_id,
    })
    .where('id', '=', statement.id)
    .execute()
  return done
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

async function paidAfter(tx: Tx, subscription: SubscriptionRow, received_at: Date) {
  const payments = await paymentsOf(tx, subscription)
  return payments.flatMap(({ order, attempt, given }) => {
    if (!order.period_start || order.period_start <= received_at) return []
    const paid = paidParts(order)
    const parts = givenBack({ ...order, paid, given: sumOf(given) }, 'full', received_at)
    return parts.amount > 0 ? [{ order, attempt, parts }] : []
  })
}
