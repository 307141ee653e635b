import type {
  deleteCustomer as byId,
  deleteCustomerByExternalId as byExternalId,
} from '@verge/polar/contract/customers'
import type { InputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import { nameOf, type OrganizationActor } from '../actor.ts'
import type { CustomerKey } from './find.ts'
import { removeCustomer } from './remove.ts'
import { lockByKey } from './update.ts'

export async function deleteCustomer(
  ports: Ports,
  actor: OrganizationActor,
  { params, query }: InputOf<typeof byId>,
) {
  await remove(ports, actor, params, query?.anonymize ?? false)
}

export async function deleteCustomerByExternalId(
  ports: Ports,
  actor: OrganizationActor,
  { params, query }: InputOf<typeof byExternalId>,
) {
  await remove(ports, actor, params, query?.anonymize ?? false)
}

async function remove(
  ports: Ports,
  actor: OrganizationActor,
  key: CustomerKey,
  anonymize: boolean,
): Promise<void> {
  const cause = { actor: nameOf(actor), operation: 'customers.delete' }
  await ports.db.transaction().execute(async (tx) => {
    const customer = await lockByKey(tx, actor, key)
    await removeCustomer(tx, ports, customer, { anonymize, cause })
  })
}
