import { isOpen, isWithdrawn } from '@verge/polar/policy/orders'
import type { CheckoutRow, CheckoutSet } from '../../db/tables.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { lockCheckout } from './load.ts'

/** What came of payments whose buyers did not come back to ask. */
export async function concludeSettled(ports: Ports): Promise<void> {
  const cause = { actor: 'billing', operation: 'checkouts.conclude' }
  const underWay = await ports.db
    .selectFrom('checkouts')
    .innerJoin('orders', 'orders.id', 'checkouts.order_id')
    .select(['checkouts.id', 'orders.status'])
    .where('checkouts.status', '=', 'confirmed')
    .orderBy('checkouts.id')
    .execute()
  for (const { id, ...order } of underWay.filter((one) => !isOpen(one))) {
    if (isWithdrawn(order)) await reopen(ports, id, cause)
    else await write(ports, id, { status: 'succeeded' }, cause)
  }
}

/** A card that was left at its bank past the checkout's day: nothing was charged, and the checkout has expired. */
export async function giveUpUnansweredCards(ports: Ports): Promise<void> {
  const cause = { actor: 'billing', operation: 'checkouts.give_up' }
  const waiting = await ports.db
    .selectFrom('checkouts')
    .select('id')
    .where('status', '=', 'confirmed')
    .where('order_id', 'is', null)
    .where('expires_at', '<=', ports.clock.now())
    .orderBy('id')
    .execute()
  for (const { id } of waiting) await reopen(ports, id, cause)
}

/** For another card. Whoever was only found by an e-mail address is looked up anew, and stays as unknown as before. */
export async function reopen(ports: Ports, id: string, cause: Cause): Promise<void> {
  const reopened = {
    status: 'open',
    confirmation_token_id: null,
    intent_client_secret: null,
    subscription_id: null,
    order_id: null,
  } as const
  await whileUnderWay(ports, id, cause, ({ is_buyer_known }) =>
    is_buyer_known ? reopened : { ...reopened, customer_id: null },
  )
}

export async function write(ports: Ports, id: string, set: CheckoutSet, cause: Cause): Promise<void> {
  await whileUnderWay(ports, id, cause, () => set)
}

/** Another confirmation may have concluded it meanwhile. */
async function whileUnderWay(
  ports: Ports,
  id: string,
  cause: Cause,
  decide: (checkout: CheckoutRow) => CheckoutSet,
): Promise<void> {
  await ports.db.transaction().execute(async (tx) => {
    const checkout = await lockCheckout(tx, id)
    if (checkout.status === 'confirmed') await change(tx, ports, checkout, decide(checkout), cause)
  })
}

export async function change(
  tx: Tx,
  ports: Ports,
  checkout: CheckoutRow,
  set: CheckoutSet,
  cause: Cause,
): Promise<void> {
  await applyChange(tx, ports, 'checkouts', checkout, { set, events: ['checkout.updated'] }, cause)
}
