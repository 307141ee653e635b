import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import { openAttempt } from '../payments/attempt.ts'
import { openStatuses } from '../payments/open.ts'

interface Payer {
  customer_id: string
  /** Only what this very card is to pay. */
  pinned: boolean
}

/** A payment by this card for each order that waits for one. Such a try is not counted by the schedule. */
export async function openDuePayments(
  tx: Tx,
  ports: Recorder,
  payment_method_id: string,
  { customer_id, pinned }: Payer,
): Promise<PaymentAttemptRow[]> {
  let due = tx
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
  if (pinned) due = due.where('subscriptions.payment_method_id', '=', payment_method_id)
  const attempts: PaymentAttemptRow[] = []
  for (const order of await due.orderBy('orders.id').execute())
    attempts.push(
      await openAttempt(tx, ports, { order, payment_method_id, trigger: 'payment_method_update' }),
    )
  return attempts
}
