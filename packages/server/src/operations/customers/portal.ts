import { isDeepStrictEqual } from 'node:util'
import type {
  getPortalCustomer as get,
  updatePortalCustomer as update,
} from '@verge/polar/contract/portal-customers'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { queueMail } from '../emails/queue.ts'
import { makeDefault } from '../payment-methods/set-default.ts'
import { settleAttempt } from '../payments/attempt.ts'
import { lockCustomer } from './find.ts'
import { presentPortalCustomer } from './present.ts'
import { billingDetails } from './profile.ts'

export async function getPortalCustomer({ db }: Ports, actor: CustomerActor): Promise<OutputOf<typeof get>> {
  const customer = await db
    .selectFrom('customers')
    .selectAll()
    .where('id', '=', actor.customer_id)
    .executeTakeFirst()
  if (!customer) throw notFound()
  return presentPortalCustomer(customer)
}

export async function updatePortalCustomer(
  ports: Ports,
  actor: CustomerActor,
  { body }: InputOf<typeof update>,
): Promise<OutputOf<typeof update>> {
  const { default_payment_method_id, agreed_payments, ...details } = body
  // All of it or nothing: a card that is not theirs leaves the address as it was, too.
  const attempts = await ports.db.transaction().execute(async (tx) => {
    const locked = await lockCustomer(tx, actor.customer_id)
    const customer =
      Object.keys(details).length > 0 ? await updateDetails(tx, ports, actor, locked, details) : locked
    return default_payment_method_id
      ? makeDefault(tx, ports, actor, customer, default_payment_method_id, agreed_payments)
      : []
  })
  for (const attempt of attempts) await settleAttempt(ports, attempt.id)
  return getPortalCustomer(ports, actor)
}

async function updateDetails(
  tx: Tx,
  ports: Ports,
  actor: CustomerActor,
  customer: CustomerRow,
  details: Omit<InputOf<typeof update>['body'], 'default_payment_method_id' | 'agreed_payments'>,
): Promise<CustomerRow> {
  const set = {
    // An empty name is ignored: a billing name cannot be cleared.
    ...(details.billing_name && { billing_name: details.billing_name }),
    ...billingDetails(customer, details),
  }
  const cause = { actor: nameOf(actor), operation: 'customer_portal.customers.update' }
  const events = ['customer.updated', 'customer.state_changed'] as const
  const changed = await applyChange(tx, ports, 'customers', customer, { set, events }, cause)
  if (isBilledOtherwise(customer, changed))
    await queueMail(tx, ports, 'billing_changed', { ...changed, customer_id: customer.id })
  return changed
}

/** What is saved as it was is no news. */
function isBilledOtherwise(before: CustomerRow, after: CustomerRow): boolean {
  const billed = ({ billing_name, billing_address, tax_id }: CustomerRow) =>
    [billing_name, billing_address, tax_id] as const
  return !isDeepStrictEqual(billed(before), billed(after))
}
