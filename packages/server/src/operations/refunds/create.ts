import type { createRefund as contract } from '@verge/polar/contract/refunds'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid } from '@verge/polar/refusals'
import { paidParts, refundRefusal, sumOf, withTax } from '../../billing/refund.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type OrganizationActor } from '../actor.ts'
import { lockParties } from '../payments/outcome.ts'
import { openRefund } from './open.ts'
import { presentRefund } from './present.ts'
import { settleRefund } from './settle.ts'

type Body = InputOf<typeof contract>['body']

/** The seller gives back a part of what was paid, or all of it. Committed before the processor hears of it. */
export async function createRefund(
  ports: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const refund = await ports.db.transaction().execute((tx) => begin(tx, ports, actor, body))
  return presentRefund(await settleRefund(ports, refund.id))
}

async function begin(tx: Tx, ports: Ports, actor: OrganizationActor, body: Body) {
  const { order_id, amount, reason, revoke_benefits, metadata, comment = null } = body
  const attempt = await paymentOf(tx, actor, order_id)
  const { order, subscription } = await lockParties(tx, attempt.id)
  if (revoke_benefits && subscription)
    throw invalid(
      ['body', 'revoke_benefits'],
      'What comes with a subscription goes when the subscription ends. Revoke it instead.',
      true,
    )
  const paid = paidParts(order)
  const given = sumOf(await standingRefunds(tx, order.id))
  const refusal = refundRefusal(order, paid, given)
  if (refusal) throw refusal
  const left = paid.amount - given.amount
  if (amount > left)
    throw invalid(['body', 'amount'], `No more than ${left} is left to give back of this order.`, amount)
  return openRefund(tx, ports, {
    order,
    attempt,
    parts: withTax(paid, given, amount),
    details: { reason, comment, revoke_benefits, metadata },
    processor_refund_id: null,
    cause: { actor: nameOf(actor), operation: 'refunds.create' },
  })
}

/** The payment that is kept for an order of this seller. */
async function paymentOf(tx: Tx, { organization_id }: OrganizationActor, order_id: string) {
  const order = await tx
    .selectFrom('orders')
    .select('id')
    .where('id', '=', order_id)
    .where('organization_id', '=', organization_id)
    .executeTakeFirst()
  if (!order) throw invalid(['body', 'order_id'], 'This order does not exist.', order_id)
  const attempt = await tx
    .selectFrom('payment_attempts')
    .selectAll()
    .where('order_id', '=', order_id)
    .where('status', '=', 'succeeded')
    .where('refund_status', 'is', null)
    .executeTakeFirst()
  if (!attempt)
    throw invalid(['body', 'order_id'], 'No money was paid for this order, so none can go back.', order_id)
  return attempt
}

/** What has been given back, and what is on its way. */
export async function standingRefunds(tx: Tx, order_id: string) {
  return tx
    .selectFrom('refunds')
    .selectAll()
    .where('order_id', '=', order_id)
    .where('status', 'in', ['pending', 'succeeded'])
    .execute()
}
