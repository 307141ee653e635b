import { erasureRefusal, mayErase } from '@verge/polar/policy/erasure'
import { Refusal, refuseIf } from '@verge/polar/refusals'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor } from '../actor.ts'
import { queueMail } from '../emails/queue.ts'
import { lockCustomer } from './find.ts'
import { removeCustomer } from './remove.ts'

/** On the customer's own wish, where nothing is left to be done with them. */
export async function eraseCustomer(ports: Ports, actor: CustomerActor): Promise<void> {
  const cause = { actor: nameOf(actor), operation: 'verge.customers.erase' }
  if (!mayErase(actor.member?.role ?? null))
    throw new Refusal('NotPermitted', 'The owner alone can have the data of this account erased.')
  await ports.db.transaction().execute(async (tx) => {
    const customer = await lockCustomer(tx, actor.customer_id)
    refuseIf(erasureRefusal(await standingOf(tx, customer.id)))
    // To the address that goes now: nothing is written to it after this.
    await queueMail(tx, ports, 'data_erased', { ...customer, customer_id: customer.id })
    await removeCustomer(tx, ports, customer, { anonymize: true, cause })
  })
}

/** Whoever begins a charge or a subscription holds the customer's lock too, so that none begins meanwhile. */
async function standingOf(tx: Tx, customer_id: string) {
  const subscriptions = await tx
    .selectFrom('subscriptions')
    .select(['started_at', 'ended_at'])
    .where('customer_id', '=', customer_id)
    .execute()
  const open = await tx
    .selectFrom('orders')
    .select('id')
    .where('customer_id', '=', customer_id)
    .where('status', '=', 'pending')
    .limit(1)
    .executeTakeFirst()
  return { subscriptions, owes: open !== undefined }
}
