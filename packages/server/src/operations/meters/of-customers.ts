import { sql, type SelectQueryBuilder } from 'kysely'
import type {
  CustomerMeter,
  getCustomerMeter as getContract,
  getOwnMeter as getOwnContract,
  listCustomerMeters as listContract,
  listOwnMeters as listOwnContract,
  OwnMeter,
} from '@verge/polar/contract/meters'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import type { Tables } from '../../db/tables.ts'
import type { CustomerMeterRow, MeterRow } from '../../db/tables/usage.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { CustomerActor, OrganizationActor } from '../actor.ts'
import { customersKnownAs } from '../customers/find.ts'
import { presentCustomer } from '../customers/present.ts'
import { containing, listed, pageThrough } from '../listing.ts'
import { countedBy, counts } from './counting.ts'

type Found = SelectQueryBuilder<Tables, 'customer_meters', object>

/** What a meter says of a customer. Nothing is credited here: what is left is below zero by what was used. */
export interface Counted extends CustomerMeterRow {
  consumed_units: number
  credited_units: number
  balance: number
  meter: MeterRow
}

export async function listOwnMeters(
  { db }: Ports,
  actor: CustomerActor,
  { query }: InputOf<typeof listOwnContract>,
): Promise<OutputOf<typeof listOwnContract>> {
  let found = db.selectFrom('customer_meters').where('customer_id', '=', actor.customer_id)
  if (query?.meter_id?.length) found = found.where('meter_id', 'in', query.meter_id)
  if (query?.query) found = found.where(sql<boolean>`${meterName} ILIKE ${containing(query.query)}`)
  const { counted, count } = await pageOf(db, actor.organization_id, found, query)
  return listed(counted.map(presentOwn), count, query)
}

export async function getOwnMeter(
  { db }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof getOwnContract>,
): Promise<OwnMeter> {
  const found = db
    .selectFrom('customer_meters')
    .selectAll()
    .where('id', '=', params.id)
    .where('customer_id', '=', actor.customer_id)
  return presentOwn(await only(db, await found.execute()))
}

export async function listCustomerMeters(
  { db }: Ports,
  actor: OrganizationActor,
  { query }: InputOf<typeof listContract>,
): Promise<OutputOf<typeof listContract>> {
  let found = db.selectFrom('customer_meters').where('organization_id', '=', actor.organization_id)
  if (query?.organization_id?.length) found = found.where('organization_id', 'in', query.organization_id)
  if (query?.customer_id?.length) found = found.where('customer_id', 'in', query.customer_id)
  if (query?.meter_id?.length) found = found.where('meter_id', 'in', query.meter_id)
  if (query?.external_customer_id?.length)
    found = found.where('customer_id', 'in', customersKnownAs(db, actor, query.external_customer_id))
  const { counted, count } = await pageOf(db, actor.organization_id, found, query)
  return listed(await presentAll(db, counted), count, query)
}

export async function getCustomerMeter(
  { db }: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof getContract>,
): Promise<CustomerMeter> {
  const found = db
    .selectFrom('customer_meters')
    .selectAll()
    .where('id', '=', params.id)
    .where('organization_id', '=', actor.organization_id)
  const [presented] = await presentAll(db, [await only(db, await found.execute())])
  return presented!
}

/** All of a customer, by the meters' names. */
export async function countedOf(db: Database | Tx, customer_id: string): Promise<Counted[]> {
  const rows = await db
    .selectFrom('customer_meters')
    .selectAll()
    .where('customer_id', '=', customer_id)
    .orderBy(meterName)
    .orderBy('id')
    .execute()
  return withCounts(db, rows)
}

const meterName = sql<string>`(SELECT name FROM meters WHERE meters.id = customer_meters.meter_id)`

async function only(db: Database, rows: CustomerMeterRow[]): Promise<Counted> {
  const [counted] = await withCounts(db, rows)
  if (!counted) throw notFound()
  return counted
}

interface Query {
  page?: number
  limit?: number
  sorting?: string[]
}

async function pageOf(db: Database, organization_id: string, found: Found, query: Query | undefined) {
  const sorting = query?.sorting
  const byAmount = sorting?.some((one) => /consumed_units|balance/.test(one)) ?? false
  const meters = byAmount ? await metersOf(db, { organization_id }) : []
  const consumed = byAmount ? consumedBy(meters) : sql.lit(0)
  const columns = {
    created_at: sql.ref('created_at'),
    modified_at: sql.ref('modified_at'),
    meter_id: sql.ref('meter_id'),
    meter_name: meterName,
    customer_id: sql.ref('customer_id'),
    customer_name: sql`(SELECT name FROM customers WHERE customers.id = customer_meters.customer_id)`,
    consumed_units: consumed,
    // Cast, as a bare number would be a column's place.
    credited_units: sql`0::float8`,
    balance: sql`- ${consumed}`,
  }
  const { rows, count } = await pageThrough(found, query, { sorting, fallback: '-modified_at', columns })
  return { counted: await withCounts(db, rows), count }
}

/** Reckoned from the events of one customer at a time, by an index. */
async function withCounts(db: Database | Tx, rows: readonly CustomerMeterRow[]): Promise<Counted[]> {
  if (rows.length === 0) return []
  const meters = await metersOf(db, { ids: rows.map(({ meter_id }) => meter_id) })
  const amounts = await db
    .selectFrom('customer_meters')
    .select(['id', consumedBy(meters).as('consumed_units')])
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute()
  const amountOf = new Map(amounts.map(({ id, consumed_units }) => [id, consumed_units]))
  return rows.map((row) => {
    const consumed_units = amountOf.get(row.id) ?? 0
    const meter = meters.find(({ id }) => id === row.meter_id)!
    return { ...row, consumed_units, credited_units: 0, balance: 0 - consumed_units, meter }
  })
}

function metersOf(
  db: Database | Tx,
  which: { organization_id: string } | { ids: string[] },
): Promise<MeterRow[]> {
  const all = db.selectFrom('meters').selectAll()
  const some =
    'ids' in which
      ? all.where('id', 'in', [...new Set(which.ids)])
      : all.where('organization_id', '=', which.organization_id)
  return some.execute()
}

/** Each row of `customer_meters` by the rule of its own meter. */
function consumedBy(meters: readonly MeterRow[]) {
  const cases = meters.map(
    ({ id, filter, aggregation, archived_at }) => sql`WHEN ${id}::uuid THEN (
      SELECT ${countedBy(aggregation)} FROM usage_events
      WHERE usage_events.customer_id = customer_meters.customer_id AND ${counts(filter)}
        AND created_at <= coalesce(${archived_at}::timestamptz, 'infinity'))`,
  )
  if (cases.length === 0) return sql<number>`0::float8`
  return sql<number>`(CASE customer_meters.meter_id ${sql.join(cases, sql` `)} ELSE 0 END)`
}

function presentOwn({ meter, ...counted }: Counted): OwnMeter {
  const { id, created_at, modified_at, name, unit, custom_label } = meter
  return { ...counted, meter: { id, created_at, modified_at, name, unit, custom_label } }
}

async function presentAll(db: Database, counted: readonly Counted[]): Promise<CustomerMeter[]> {
  if (counted.length === 0) return []
  const customers = await db
    .selectFrom('customers')
    .selectAll()
    .where('id', 'in', [...new Set(counted.map(({ customer_id }) => customer_id))])
    .execute()
  const customerOf = new Map(customers.map((customer) => [customer.id, presentCustomer(customer)]))
  return counted.map((one) => ({ ...one, customer: customerOf.get(one.customer_id)! }))
}
