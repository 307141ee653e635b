import { invalid, notFound } from '@verge/polar/refusals'
import type {
  updateCustomer as byId,
  updateCustomerByExternalId as byExternalId,
} from '@verge/polar/contract/customers'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type OrganizationActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { refuseTeamWithoutMembers } from '../members/find.ts'
import { followAddress } from '../members/owner.ts'
import { adoptUsage } from '../meters/ingest.ts'
import { findCustomer, lockCustomer, type CustomerKey } from './find.ts'
import { namingConflict, refuseTakenIdentity } from './identity.ts'
import { presentCustomer } from './present.ts'
import { billingDetails } from './profile.ts'

type Body = InputOf<typeof byId>['body']

export async function updateCustomer(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof byId>,
) {
  return update(ports, actor, params, body)
}

export async function updateCustomerByExternalId(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof byExternalId>,
) {
  return update(ports, actor, params, body)
}

async function update(
  ports: Ports,
  actor: OrganizationActor,
  key: CustomerKey,
  body: Partial<Body>,
): Promise<OutputOf<typeof byId>> {
  const { external_id } = body
  const [email, type] = [body.email ?? undefined, body.type ?? undefined]
  const updated = await ports.db
    .transaction()
    .execute(async (tx) => {
      const customer = await lockByKey(tx, actor, key)
      if (external_id && customer.external_id && external_id !== customer.external_id) {
        throw invalid(['body', 'external_id'], 'Customer external ID cannot be updated.', external_id)
      }
      if (type === 'individual' && customer.type === 'team')
        throw invalid(['body', 'type'], 'A team does not become one person again.', type)
      await refuseTeamWithoutMembers(tx, actor, type)
      await refuseTakenIdentity(tx, actor.organization_id, customer.id, { email, external_id })
      const set = {
        ...(email !== undefined && {
          email,
          email_verified: email === customer.email && customer.email_verified,
        }),
        ...(type !== undefined && { type }),
        ...(body.name !== undefined && { name: body.name }),
        ...(body.locale !== undefined && { locale: body.locale }),
        ...(body.metadata !== undefined && { metadata: JSON.stringify(body.metadata) }),
        ...(external_id && { external_id }),
        ...billingDetails(customer, body),
      }
      const cause = { actor: nameOf(actor), operation: 'customers.update' }
      const events = ['customer.updated', 'customer.state_changed'] as const
      const changed = await applyChange(tx, ports, 'customers', customer, { set, events }, cause)
      await followAddress(tx, ports, customer, changed, cause)
      if (!customer.external_id) await adoptUsage(tx, ports, changed)
      return changed
    })
    .catch(namingConflict)
  return presentCustomer(updated)
}

export async function lockByKey(tx: Tx, actor: OrganizationActor, key: CustomerKey): Promise<CustomerRow> {
  const found = await findCustomer(tx, actor, key)
  if (!found) throw notFound()
  return lockCustomer(tx, found.id)
}
