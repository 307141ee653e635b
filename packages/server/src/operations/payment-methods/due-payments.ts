import type { AgreedPayments } from '@verge/polar/contract/payment-methods'
import { outdated } from '@verge/polar/refusals'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { Database, Recorder, Tx } from '../../ports/ports.ts'
import { openAttempt } from '../payments/attempt.ts'
import { openStatuses } from '../payments/open.ts'

interface Payer {
  customer_id: string
  /** Only what this very card is to pay: its id. */
  pinned: string | null
}

/** A payment by this card for each order that waits for one. Such a try is not counted by the schedule. */
export async function openDuePayments(
  tx: Tx,
  ports: Recorder,
  payment_method_id: string,
  payer: Payer,
  agreed?: AgreedPayments,
): Promise<PaymentAttemptRow[]> {
  const due = await dueOrders(tx, payer)
  refuseUnlessAmong(due, agreed)
  const attempts: PaymentAttemptRow[] = []
  for (const order of due)
    attempts.push(
      await openAttempt(tx, ports, { order, payment_method_id, trigger: 'payment_method_update' }),
    )
  return attempts
}

/** Beforehand, while nothing has been done. @throws QuoteOutdated where a card that becomes the default would pay more than was agreed to. */
export async function refuseUnlessAgreed(
  db: Database,
  customer_id: string,
  agreed: AgreedPayments | undefined,
): Promise<void> {
  if (agreed) refuseUnlessAmong(await dueOrders(db, { customer_id, pinned: null }), agreed)
}

async function dueOrders(db: Database | Tx, { customer_id, pinned }: Payer): Promise<OrderRow[]> {
  const due = db
    .selectFrom('orders')
    .selectAll('orders')
    .innerJoin('subscriptions', 'subscriptions.id', 'orders.subscription_id')
    .where('orders.customer_id', '=', customer_id)
    .where('orders.status', '=', 'pending')
    .where('subscriptions.status', '=', 'past_due')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('payment_attempts')
            .select('payment_attempts.id')
            .whereRef('payment_attempts.order_id', '=', 'orders.id')
            .where('payment_attempts.status', 'in', openStatuses),
        ),
      ),
    )
    .orderBy('orders.id')
  return (pinned ? due.where('subscriptions.payment_method_id', '=', pinned) : due).execute()
}

/** What was paid meanwhile is charged to nobody, so it refuses nothing: a form that was sent twice is done once. */
function refuseUnlessAmong(due: readonly OrderRow[], agreed: AgreedPayments | undefined): void {
  if (!agreed) return
  const isAgreed = ({ id, due_amount }: OrderRow) =>
    agreed.some(({ order_id, amount }) => order_id === id && amount === due_amount)
  if (due.every(isAgreed)) return
  throw outdated()
}
