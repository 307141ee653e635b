import type { getCustomerOrderPaymentStatus as contract } from '@verge/polar/contract/orders'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { settleAttempt } from '../payments/attempt.ts'
import { openStatuses } from '../payments/open.ts'
import { verdictOn } from '../payments/wording.ts'
import { requireOrder } from './find.ts'

/** The latest payment of an order; one that waits is asked for first. */
export async function getOrderPaymentStatus(
  ports: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  await requireOrder(ports.db, actor, params.id)
  const latest = await ports.db
    .selectFrom('payment_attempts')
    .select('id')
    .where('order_id', '=', params.id)
    // Others of the same instant are over.
    .orderBy((eb) => eb.case().when('status', 'in', openStatuses).then(0).else(1).end())
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .executeTakeFirst()
  if (!latest) return { status: 'no_payment', error: null }
  const { status, error } = verdictOn(await settleAttempt(ports, latest.id))
  if (status === 'succeeded' || status === 'failed') return { status, error }
  return { status: 'pending', error }
}
