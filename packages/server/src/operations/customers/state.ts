import type {
  CustomerState,
  getCustomerState as byId,
  getCustomerStateByExternalId as byExternalId,
} from '@verge/polar/contract/customers'
import type { InputOf } from '@verge/polar/contract/operation'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { grantedTo } from '../benefits/present.ts'
import { countedOf } from '../meters/of-customers.ts'
import { requireCustomer, type CustomerKey } from './find.ts'
import { presentCustomer } from './present.ts'

export async function getCustomerState(
  ports: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof byId>,
) {
  return stateOf(ports, actor, params)
}

export async function getCustomerStateByExternalId(
  ports: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof byExternalId>,
) {
  return stateOf(ports, actor, params)
}

async function stateOf({ db }: Ports, actor: OrganizationActor, key: CustomerKey): Promise<CustomerState> {
  return presentState(db, await requireCustomer(db, actor, key))
}

/** Only what is active or trialing counts here; a past due subscription is absent. */
export async function presentState(db: Database | Tx, customer: CustomerRow): Promise<CustomerState> {
  const rows = await db
    .selectFrom('subscriptions')
    .selectAll()
    .where('customer_id', '=', customer.id)
    .where('status', 'in', ['active', 'trialing'])
    .orderBy('started_at', 'desc')
    .orderBy('id')
    .execute()
  const active_subscriptions = rows.map((row) => ({
    ...row,
    status: row.status as 'active' | 'trialing',
    custom_field_data: {},
    meters: [],
    units: null,
  }))
  const active_meters = await countedOf(db, customer.id)
  const granted_benefits = await grantedTo(db, customer.id)
  return { ...presentCustomer(customer), active_subscriptions, granted_benefits, active_meters }
}
