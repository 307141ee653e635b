import { isOpen, isWithdrawn } from '@verge/polar/policy/orders'
import type { CheckoutRow, CheckoutSet } from '../../db/tables/checkouts.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { held, type Claim } from '../due-work/claim.ts'
import { lockCheckout } from './load.ts'

const concluding: Cause = { actor: 'billing', operation: 'checkouts.conclude' }
const expiring: Cause = { actor: 'billing', operation: 'checkouts.expire' }
const givingUp: Cause = { actor: 'billing', operation: 'checkouts.give_up' }

/**
 * An open one expires in its day. What came of a payment whose buyer did not come back to ask, and of a card that nobody
 * answered its bank for.
 */
export async function concludeCheckout(ports: Ports, id: string, claim: Claim | null = null): Promise<void> {
  await ports.db.transaction().execute(async (tx) => {
    const checkout = await lockCheckout(tx, id)
    if (!(await held(tx, claim, [id])).has(id)) return
    if (checkout.status === 'open') return expire(tx, ports, checkout)
    if (checkout.status !== 'confirmed') return
    if (!checkout.order_id) {
      // Nothing was charged. Past its day an open checkout reads as expired, and is marked so a little later.
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

async function expire(tx: Tx, ports: Ports, checkout: CheckoutRow): Promise<void> {
  if (checkout.expires_at > ports.clock.now()) return
  const set = { status: 'expired' } as const
  const events = ['checkout.updated', 'checkout.expired'] as const
  await applyChange(tx, ports, 'checkouts', checkout, { set, events }, expiring)
}

export async function reopen(ports: Ports, id: string, cause: Cause): Promise<void> {
  await whileUnderWay(ports, id, cause, reopened)
}

/** For another card. Whoever was only found by an e-mail address is looked up anew, and stays as unknown as before. */
function reopened({ is_buyer_known }: CheckoutRow): CheckoutSet {
  return {
    status: 'open',
    confirmation_token_id: null,
    needs_card: true,
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
