import { isOpen } from '@verge/polar/policy/orders'
import { isBillable, isPaused } from '@verge/polar/policy/subscriptions'
import { end } from '../../billing/cancellation.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChange, followAccess, type Cause } from '../apply-change.ts'
import { forgetMails } from '../emails/forget.ts'
import { forgetActivations } from '../license-keys/forget.ts'
import { removeAll } from '../members/remove.ts'
import { abandonPurchase, voidPendingOrders } from '../orders/void.ts'
import { removeCardsOf } from '../payment-methods/remove.ts'
import { forgetReceipts } from '../receipts/issue.ts'
import { abandon } from '../subscriptions/abandon.ts'
import { forgetAddresses, freeSeatsOf, withSeatsOf } from '../seats/forget.ts'
import { forgetCodesOf } from '../sign-in/forget.ts'
import { namelessAddress } from './nameless.ts'

/**
 * Ends what the customer still has and closes their sessions; orders stay, as the law on books asks. Under the customer's lock.
 */
export async function removeCustomer(
  tx: Tx,
  ports: Ports,
  customer: CustomerRow,
  { anonymize, cause }: { anonymize: boolean; cause: Cause },
): Promise<void> {
  const now = ports.clock.now()
  const locked = await tx
    .selectFrom('subscriptions')
    .selectAll()
    .where(({ or, and, eb }) =>
      or([
        and([eb('customer_id', '=', customer.id), eb('ended_at', 'is', null)]),
        eb('id', 'in', withSeatsOf(tx, customer, { anonymize })),
      ]),
    )
    .orderBy('id')
    .forUpdate()
    .execute()
  await freeSeatsOf(tx, ports, customer, { locked, anonymize, cause })
  const own = locked.filter(({ customer_id, ended_at }) => customer_id === customer.id && !ended_at)
  for (const subscription of own) {
    if (isBillable(subscription) || isPaused(subscription))
      await applyChange(tx, ports, 'subscriptions', subscription, end(subscription, now), cause)
    else await abandon(tx, ports, subscription, cause)
    await voidPendingOrders(tx, ports, subscription.id, cause)
  }
  const bought = await tx
    .selectFrom('orders')
    .selectAll()
    .where('customer_id', '=', customer.id)
    .where('billing_reason', '=', 'purchase')
    .where('status', '<>', 'void')
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const order of bought.filter(isOpen)) await abandonPurchase(tx, ports, order, cause)
  await tx
    .updateTable('customer_sessions')
    .set({ revoked_at: now, device: null })
    .where('customer_id', '=', customer.id)
    .execute()
  await removeCardsOf(tx, ports, customer.id)
  await removeAll(tx, ports, customer, anonymize, cause)
  await forgetCodesOf(tx, customer.id)
  const nameless = namelessAddress(customer.id)
  if (anonymize) {
    await forgetAddresses(tx, customer, nameless)
    await forgetReceipts(tx, customer.id)
    await forgetActivations(tx, customer.id)
  }
  const person = anonymize
    ? {
        email: nameless,
        name: null,
        billing_name: null,
        billing_address: null,
        tax_id: null,
        metadata: '{}',
      }
    : {}
  const change = {
    set: { deleted_at: now, default_payment_method_id: null, ...person },
    events: ['customer.deleted'] as const,
  }
  await applyChange(tx, ports, 'customers', customer, change, cause)
  if (anonymize) await forgetMails(tx, ports, customer.id)
  const order_ids = bought.map(({ id }) => id)
  if (order_ids.length > 0)
    await followAccess(tx, ports, { subscription_ids: [], order_ids, product_ids: [] }, cause)
}
