import type { changeAsQuoted as contract } from '@verge/polar/contract/own-subscriptions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { giveUpAttempt, settleAttempt } from '../payments/attempt.ts'
import { beginChange, refuseUnlessPaid } from './change.ts'
import { getCustomerSubscription } from './list.ts'
import { ownSubscription } from './preview.ts'
import { momentOf, refuseUnlessAsQuoted } from './quote.ts'

/** The customer is there and has agreed to this quote: nothing else is done, and they may answer their bank. */
export async function changeAsQuoted(
  ports: Ports,
  actor: CustomerActor,
  { params, body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  // Someone else's id is not found before anything else is said about it.
  await ownSubscription(ports.db, actor, params.id)
  const { quote_id, ...wanted } = body
  const quoted_at = momentOf(quote_id, ports.clock.now())
  await giveUpBegunChange(ports, params.id)
  const attempt = await beginChange(ports, actor, params.id, wanted, {
    quoted_at,
    trigger: 'customer',
    async check(tx, planned) {
      const own = await ownSubscription(tx, actor, params.id)
      await refuseUnlessAsQuoted(tx, own, planned, { quote_id, quoted_at })
    },
  })
  const settled = attempt && (await settleAttempt(ports, attempt.id))
  if (settled && settled.client_secret === null) refuseUnlessPaid(settled)
  return {
    subscription: await getCustomerSubscription(ports, actor, { params }),
    order_id: settled?.order_id ?? null,
    client_secret: settled?.client_secret ?? null,
  }
}

/** A change that was left at the bank makes room for this one. */
async function giveUpBegunChange(ports: Ports, subscription_id: string): Promise<void> {
  const attempts = await ports.db
    .selectFrom('payment_attempts')
    .innerJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .select('payment_attempts.id')
    .where('orders.subscription_id', '=', subscription_id)
    .where('orders.subscription_terms', 'is not', null)
    .where('orders.status', '=', 'pending')
    .where('payment_attempts.status', '=', 'requires_action')
    .orderBy('payment_attempts.id')
    .execute()
  for (const { id } of attempts) await giveUpAttempt(ports, id)
}
