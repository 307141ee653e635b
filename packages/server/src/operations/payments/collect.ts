import type { PaymentAttemptRow } from '../../db/tables.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { Cause } from '../apply-change.ts'
import { openAttempt } from './attempt.ts'
import { dun } from './dun.ts'
import { markPaid, type Parties } from './mark-paid.ts'

export interface Collection extends Parties {
  /** Null: there is no card to charge. */
  payment_method_id: string | null
  trigger: PaymentAttemptRow['trigger']
  cause: Cause
}

/** A new order's payment, to be settled after the commit; null where nothing is due, or nothing can be charged. */
export async function collect(
  tx: Tx,
  ports: Ports,
  { subscription, order, payment_method_id, trigger, cause }: Collection,
): Promise<PaymentAttemptRow | null> {
  if (order.due_amount === 0) {
    await markPaid(tx, ports, { subscription, order }, null, cause)
    return null
  }
  if (payment_method_id) return openAttempt(tx, ports, { order, payment_method_id, trigger })
  await dun(tx, ports, { subscription, order }, 'missing_payment_method', cause)
  return null
}
