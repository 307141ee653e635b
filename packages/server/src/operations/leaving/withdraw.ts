import type {
  LeavingQuote,
  quoteWithdrawal as quoteContract,
  withdrawAsQuoted as withdrawContract,
} from '@verge/polar/contract/leaving'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { LeavingKind } from '@verge/polar/contract/receipts'
import { lawFor } from '@verge/polar/law/law'
import { isBillable, isPaused } from '@verge/polar/policy/subscriptions'
import { withdrawalRefusal, withdrawalUntil } from '@verge/polar/policy/withdrawal'
import { Refusal, refuseIf } from '@verge/polar/refusals'
import { end, type Reason } from '../../billing/cancellation.ts'
import { paidParts, sumOf, type Parts } from '../../billing/refund.ts'
import { basisOf, givenBack } from '../../billing/withdrawal.ts'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor, type OrganizationActor } from '../actor.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { queueMail } from '../emails/queue.ts'
import { openOrders } from '../orders/open.ts'
import { voidPendingOrders } from '../orders/void.ts'
import { getReceipt } from '../receipts/get.ts'
import { issueReceipt } from '../receipts/issue.ts'
import { openRefund } from '../refunds/open.ts'
import { settleRefund } from '../refunds/settle.ts'
import { lockSubscription } from '../subscriptions/lock.ts'
import { presentCustomerSubscription } from '../subscriptions/present.ts'
import { reasonOf } from '../subscriptions/reason.ts'
import { ownSubscription, quoted, refuseUnlessQuoted, waivedOrders } from './quote.ts'

/** What withdrawing would end and give back, to be agreed to as a whole. */
export async function quoteWithdrawal(
  { db, clock }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof quoteContract>,
): Promise<LeavingQuote> {
  const subscription = await ownSubscription(db, actor, params.id)
  return (await planWithdrawal(db, subscription, clock.now())).quote
}

/** Undoes the contract as it was shown, or not at all. */
export async function withdrawAsQuoted(
  ports: Ports,
  actor: CustomerActor,
  { params, body }: InputOf<typeof withdrawContract>,
): Promise<OutputOf<typeof withdrawContract>> {
  const now = ports.clock.now()
  const done = await ports.db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, params.id, actor)
    const plan = await planWithdrawal(tx, subscription, now)
    refuseUnlessQuoted(plan.quote, body.quote_id)
    const declared = { kind: 'withdrawal', reason: reasonOf(body), received_at: now } as const
    return endAndGiveBack(tx, ports, actor, plan, declared)
  })
  await giveBack(ports, done.refund_ids)
  return {
    subscription: await presentCustomerSubscription(ports.db, done.subscription),
    receipt: await getReceipt(ports, actor, { params: { id: done.receipt_id } }),
  }
}

interface Paid {
  order: OrderRow
  attempt: PaymentAttemptRow
  parts: Parts
}

/** What ends, and what goes back of which payment. */
export interface Undoing {
  subscription: SubscriptionRow
  back: Paid[]
}

/** By when the declaration arrived: somebody who was in time stays so, however long it took to look who they are. */
export async function planWithdrawal(
  db: Database | Tx,
  subscription: SubscriptionRow,
  received_at: Date,
): Promise<Undoing & { quote: LeavingQuote }> {
  if (!isBillable(subscription) && !isPaused(subscription))
    throw new Refusal('WithdrawalNotPossible', 'This subscription does not run. Nothing was changed.')
  const { customer, law, consents } = await circumstancesOf(db, subscription)
  const concluded_at = subscription.started_at ?? subscription.created_at
  const is_business = customer.tax_id !== null
  const asked = { concluded_at, ended_at: subscription.ended_at, consents, is_business }
  refuseIf(withdrawalRefusal(asked, law, received_at))
  const basis = basisOf(consents)
  const back = (await paymentsOf(db, subscription)).flatMap(({ order, attempt, given }) => {
    const paid = paidParts(order)
    const parts = givenBack({ ...order, paid, given: sumOf(given) }, basis, received_at)
    return parts.amount > 0 ? [{ order, attempt, parts }] : []
  })
  const sum = sumOf(back.map(({ parts }) => parts))
  const amount = sum.amount + sum.tax_amount
  const quote = quoted(subscription, {
    kind: 'withdrawal',
    ends_at: null,
    undo_until: null,
    refund: amount > 0 ? { amount, currency: subscription.currency } : null,
    refund_basis: basis,
    open: [],
    waived: await waivedOrders(db, await openOrders(db, subscription)),
    possible_until: withdrawalUntil(concluded_at, law.withdrawal_days!),
  })
  return { subscription, quote, back }
}

/** In one transaction: the end, the receipt, and what goes back; the processor hears of that afterwards. */
export async function endAndGiveBack(
  tx: Tx,
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  { subscription, back }: Undoing,
  { kind, reason, received_at }: { kind: LeavingKind; reason: Reason; received_at: Date },
) {
  const cause: Cause = { actor: nameOf(actor), operation: `subscriptions.${kind}` }
  const change = end(subscription, ports.clock.now())
  const set = { ...change.set, ...reason }
  const ended = await applyChange(tx, ports, 'subscriptions', subscription, { ...change, set }, cause)
  const waived = await voidPendingOrders(tx, ports, subscription.id, cause)
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
  const declaration = { kind, received_at, declared_by: 'customer' } as const
  const receipt = await issueReceipt(tx, ports, ended, declaration)
  const about = { ...ended, current_period_end: ended.ended_at! }
  await queueMail(tx, ports, 'subscription_ended', about, { receipt, waived })
  return { subscription: ended, receipt_id: receipt.id, refund_ids }
}

const comments: Record<LeavingKind, string> = {
  withdrawal: 'The customer withdrew from the contract.',
  cancellation: 'The cancellation had arrived before this period began.',
}

/** After the transaction. What gets no answer stays due and is asked for again. */
export async function giveBack(ports: Ports, refund_ids: readonly string[]): Promise<void> {
  for (const id of refund_ids) await settleRefund(ports, id)
}

async function circumstancesOf(db: Database | Tx, { id, customer_id, organization_id }: SubscriptionRow) {
  const customer = await db
    .selectFrom('customers')
    .select(['billing_address', 'tax_id'])
    .where('id', '=', customer_id)
    .executeTakeFirstOrThrow()
  const { default_jurisdiction } = await db
    .selectFrom('organizations')
    .select('default_jurisdiction')
    .where('id', '=', organization_id)
    .executeTakeFirstOrThrow()
  const kept = await db
    .selectFrom('withdrawal_consents')
    .select('kind')
    .where('subscription_id', '=', id)
    .orderBy('kind')
    .execute()
  const law = lawFor(customer.billing_address, default_jurisdiction)
  return { customer, law, consents: kept.map(({ kind }) => kind) }
}

/** Each payment of it that is kept, with what went back of it so far. */
export async function paymentsOf(db: Database | Tx, { id }: SubscriptionRow) {
  const orders = await db
    .selectFrom('orders')
    .selectAll()
    .where('subscription_id', '=', id)
    .where('paid_at', 'is not', null)
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
