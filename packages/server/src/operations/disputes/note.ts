import { end } from '../../billing/cancellation.ts'
import type { DisputeRecord } from '../../ports/payment-processor.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChange } from '../apply-change.ts'
import { queueMail } from '../emails/queue.ts'
import { tellSeller } from '../emails/tell-seller.ts'
import type { Parties } from '../payments/mark-paid.ts'
import { lockParties } from '../payments/outcome.ts'
import { voidPendingOrders } from '../orders/void.ts'
import { evidenceFor } from './evidence.ts'

const cause = { actor: 'processor', operation: 'disputes.note' }
const decided: readonly DisputeRecord['status'][] = ['prevented', 'won', 'lost']

/** The order is marked. The subscription goes on until the bank has decided; with a dispute that is lost it ends. */
export async function noteDispute(ports: Ports, attempt_id: string, record: DisputeRecord): Promise<void> {
  await ports.db.transaction().execute(async (tx) => {
    const parties = await lockParties(tx, attempt_id)
    const known = await tx
      .selectFrom('disputes')
      .select(['id', 'status'])
      .where('processor_dispute_id', '=', record.dispute_id)
      .executeTakeFirst()
    if (known && (known.status === record.status || decided.includes(known.status))) return
    if (known) {
      const set = { status: record.status, modified_at: ports.clock.now() }
      await tx.updateTable('disputes').set(set).where('id', '=', known.id).execute()
    } else await open(tx, ports, parties, attempt_id, record)
    const change = { set: { dispute_status: record.status }, events: ['order.updated'] as const }
    await applyChange(tx, ports, 'orders', parties.order, change, cause)
    if (record.status === 'lost') await revoke(tx, ports, parties)
  })
}

async function open(
  tx: Tx,
  ports: Ports,
  { order }: Parties,
  payment_attempt_id: string,
  { dispute_id, status, reason, amount }: DisputeRecord,
): Promise<void> {
  await tx
    .insertInto('disputes')
    .values({
      id: ports.ids.uuid(),
      created_at: ports.clock.now(),
      modified_at: null,
      order_id: order.id,
      payment_attempt_id,
      processor_dispute_id: dispute_id,
      status,
      reason,
      amount,
      currency: order.currency,
      evidence: JSON.stringify(await evidenceFor(tx, order, payment_attempt_id)),
    })
    .execute()
  await tellSeller(tx, ports, 'payment_disputed', dispute_id)
}

async function revoke(tx: Tx, ports: Ports, { subscription }: Parties): Promise<void> {
  // What was bought once is taken back with its money: its order says so.
  if (!subscription || subscription.ended_at) return
  const change = end(subscription, ports.clock.now())
  const ended = await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
  const waived = await voidPendingOrders(tx, ports, subscription.id, cause)
  await queueMail(tx, ports, 'subscription_ended', ended, { waived })
}
