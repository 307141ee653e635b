import { isOpen, isWithdrawn } from '@verge/polar/policy/orders'
import type { CheckoutRow, CheckoutSet } from '../../db/tables.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { held, type Claim } from '../due-work/claim.ts'
import { lockCheckout } from './load.ts'

const concluding: Cause = { actor: 'billing', operation: 'checkouts.conclude' }
const givingUp: Cause = { actor: 'billing', operation: 'checkouts.give_up' }

/** What came of a payment whose buyer did not come back to ask, and of a card that nobody answered its bank for. */
export async function concludeCheckout(ports: Ports, id: string, claim: Claim | null = null): Promise<void> {
  await ports.db.transaction().execute(async (tx) => {
    const checkout = await lockCheckout(tx, id)
    if (checkout.status !== 'confirmed' || !(await held(tx, claim, [id])).has(id)) return
    if (!checkout.order_id) {
      // Nothing was charged, and past its day an open checkout reads as expired.
      if (checkout.expires_at <= ports.clock.now())
        await change(tx, ports, checkout, reopened(checkout), givingUp)
      return
    }
    const order = await tx
      .selectFrom('orders')
      .select('status')
      .where('id', '=', checkout.order_id)
      .executeTakeFirstOrThrow()
    if (isOpen(order)) return
    const set = isWithdrawn(order) ? reopened(checkout) : ({ status: 'succeeded' } as const)
    await change(tx, ports, checkout, set, concluding)
  })
}

export async function reopen(ports: Ports, id: string, cause: Cause): Promise<void> {
  await whileUnderWay(ports, id, cause, reopened)
}

/** For another card. Whoever was only found by an e-mail address is looked up anew, and stays as unknown as before. */
function reopened({ is_buyer_known }: CheckoutRow): CheckoutSet {
  return {
    status: 'open',
    confirmation_token_id: null,
    intent_client_secret: null,
    subscription_id: null,
    order_id: null,
    ...(!is_buyer_known && { customer_id: null }),
  }
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
