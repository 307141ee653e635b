import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { Cause } from '../apply-change.ts'
import { openAttempts, type NewAttempt } from './attempt.ts'
import { dun } from './dun.ts'
import { markPaid, type Parties } from './mark-paid.ts'

interface Owed extends Parties {
  /** Null: there is no card to charge. */
  payment_method_id: string | null
}

export interface Collection extends Owed {
  trigger: PaymentAttemptRow['trigger']
  cause: Cause
}

/** A new order's payment, to be settled after the commit; null where nothing is due, or nothing can be charged. */
export async function collect(
  tx: Tx,
  ports: Ports,
  { trigger, cause, ...owed }: Collection,
): Promise<PaymentAttemptRow | null> {
  const [attempt] = await collectAll(tx, ports, [owed], trigger, cause)
  return attempt ?? null
}

/** The payments of many new orders, no two of them for one subscription. */
export async function collectAll(
  tx: Tx,
  ports: Ports,
  all: readonly Owed[],
  trigger: PaymentAttemptRow['trigger'],
  cause: Cause,
): Promise<PaymentAttemptRow[]> {
  const charged: NewAttempt[] = []
  for (const { payment_method_id, ...parties } of all) {
    const { order } = parties
    if (order.due_amount === 0) await markPaid(tx, ports, parties, null, cause)
    else if (payment_method_id) charged.push({ order, payment_method_id, trigger })
    else await dunCardless(tx, ports, parties, cause)
  }
  return openAttempts(tx, ports, charged)
}

/** What is bought once is paid before it is had, so nobody comes here with it. */
async function dunCardless(
  tx: Tx,
  ports: Ports,
  { subscription, order }: Parties,
  cause: Cause,
): Promise<void> {
  if (!subscription) throw new Error(`Purchase ${order.id} has no card to be paid with`)
  await dun(tx, ports, { subscription, order }, 'missing_payment_method', cause)
}
