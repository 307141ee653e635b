import type {
  LeavingQuote,
  quoteWithdrawal as quoteContract,
  withdrawAsQuoted as withdrawContract,
} from '@verge/polar/contract/leaving'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { LeavingKind } from '@verge/polar/contract/receipts'
import { isBillable, isPaused } from '@verge/polar/policy/subscriptions'
import { withdrawalRefusal, withdrawalUntil } from '@verge/polar/policy/withdrawal'
import { Refusal, refuseIf } from '@verge/polar/refusals'
import { end, type Reason } from '../../billing/cancellation.ts'
import { basisOf } from '../../billing/withdrawal.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor, type OrganizationActor } from '../actor.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { queueMail } from '../emails/queue.ts'
import { openOrders } from '../orders/open.ts'
import { voidPendingOrders } from '../orders/void.ts'
import { getReceipt } from '../receipts/get.ts'
import { contractOf, issueReceipt } from '../receipts/issue.ts'
import { lockSubscription } from '../subscriptions/lock.ts'
import { presentCustomerSubscription } from '../subscriptions/present.ts'
import { reasonOf } from '../subscriptions/reason.ts'
import { circumstancesOf } from './circumstances.ts'
import { backOf, giveBack, moneyBack, openRefunds, paymentsOf, type Back } from './payments.ts'
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

/** What ends, and what goes back of which payment. */
export interface Undoing {
  subscription: SubscriptionRow
  back: Back[]
}

/** By when the declaration arrived: somebody who was in time stays so, however long it took to look who they are. */
export async function planWithdrawal(
  db: Database | Tx,
  subscription: SubscriptionRow,
  received_at: Date,
): Promise<Undoing & { quote: LeavingQuote }> {
  if (!isBillable(subscription) && !isPaused(subscription))
    throw new Refusal('WithdrawalNotPossible', 'This subscription does not run. Nothing was changed.')
  const contract = { subscription_id: subscription.id }
  const { law, is_business, consents } = await circumstancesOf(db, subscription, contract)
  const concluded_at = subscription.started_at ?? subscription.created_at
  const { ended_at } = subscription
  refuseIf(
    withdrawalRefusal({ concluded_at, ended_at, consents, is_business, renews: true }, law, received_at),
  )
  const basis = basisOf(consents)
  const back = backOf(await paymentsOf(db, contract), basis, received_at)
  const quote = quoted(subscription, {
    kind: 'withdrawal',
    ends_at: null,
    undo_until: null,
    refund: moneyBack(back, subscription.currency),
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
  const refund_ids = await openRefunds(tx, ports, back, kind, cause)
  const declaration = { kind, received_at, declared_by: 'customer' } as const
  const receipt = await issueReceipt(tx, ports, contractOf(ended), declaration)
  const about = { ...ended, current_period_end: ended.ended_at! }
  await queueMail(tx, ports, 'subscription_ended', about, { receipt, waived })
  return { subscription: ended, receipt_id: receipt.id, refund_ids }
}
