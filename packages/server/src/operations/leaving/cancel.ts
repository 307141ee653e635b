import type {
  cancelAsQuoted as cancelContract,
  LeavingQuote,
  quoteCancellation as quoteContract,
} from '@verge/polar/contract/leaving'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { cancellationRefusal } from '@verge/polar/policy/subscriptions'
import { refuseIf } from '@verge/polar/refusals'
import { leavesAtOnce } from '../../billing/cancellation.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { openOrders } from '../orders/open.ts'
import { getReceipt } from '../receipts/get.ts'
import { cancelLocked } from '../subscriptions/cancel.ts'
import { lockSubscription } from '../subscriptions/lock.ts'
import { presentCustomerSubscription } from '../subscriptions/present.ts'
import { reasonOf } from '../subscriptions/reason.ts'
import { revokeLocked } from '../subscriptions/revoke.ts'
import { ownSubscription, quoted, refuseUnlessQuoted, waivedOrders } from './quote.ts'

/** All that cancelling would do, to be agreed to as a whole. */
export async function quoteCancellation(
  { db }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof quoteContract>,
): Promise<LeavingQuote> {
  return quoteOf(db, await ownSubscription(db, actor, params.id))
}

/** Cancels as it was shown, or not at all. */
export async function cancelAsQuoted(
  ports: Ports,
  actor: CustomerActor,
  { params, body }: InputOf<typeof cancelContract>,
): Promise<OutputOf<typeof cancelContract>> {
  const { subscription, receipt_id } = await ports.db.transaction().execute(async (tx) => {
    const found = await lockSubscription(tx, params.id, actor)
    const quote = await quoteOf(tx, found)
    refuseUnlessQuoted(quote, body.quote_id)
    const leave = quote.ends_at === null ? revokeLocked : cancelLocked
    return leave(tx, ports, actor, found, { reason: reasonOf(body) })
  })
  return {
    subscription: await presentCustomerSubscription(ports.db, subscription),
    receipt: await getReceipt(ports, actor, { params: { id: receipt_id } }),
  }
}

async function quoteOf(db: Database | Tx, subscription: SubscriptionRow): Promise<LeavingQuote> {
  const orders = await openOrders(db, subscription)
  const endsAtOnce = leavesAtOnce(subscription, orders)
  // One that was to end with its period may end sooner, so that what is open is not collected until then.
  if (!endsAtOnce) refuseIf(cancellationRefusal(subscription))
  const ends_at = endsAtOnce ? null : subscription.current_period_end
  const open = endsAtOnce ? [] : orders
  return quoted(subscription, {
    kind: 'cancellation',
    ends_at,
    undo_until: ends_at,
    refund: null,
    refund_basis: null,
    open: open.map(({ id, due_amount, currency }) => ({ order_id: id, amount: due_amount, currency })),
    waived: endsAtOnce ? await waivedOrders(db, orders) : [],
    possible_until: null,
  })
}
