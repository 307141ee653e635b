import * as z from 'zod'
import { customer } from './customers.ts'
import { operation } from './operation.ts'
import {
  created,
  flag,
  id,
  line,
  listOf,
  manyOf,
  metadata,
  metadataFilter,
  page,
  sortingBy,
  text,
  timestamp,
} from './values.ts'

const comparison = z.strictObject({
  /** `name`, `timestamp`, or a key of the event's metadata; `a.b` reaches into it. */
  property: text.min(1).max(128),
  operator: z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'like', 'not_like']),
  value: z.union([z.string().max(1000), z.number(), z.boolean()]),
})
export type FilterClause = z.output<typeof comparison>
const clause = comparison.refine(
  ({ property, value }) => property !== 'timestamp' || !Number.isNaN(instantOf(value)),
  'A timestamp is compared with an ISO 8601 text or with seconds since 1970.',
)

/** In seconds since 1970; not a number: it is none. */
export function instantOf(value: FilterClause['value']): number {
  if (typeof value === 'boolean') return Number.NaN
  return typeof value === 'number' ? value : Date.parse(value) / 1000
}

const conjunction = z.enum(['and', 'or'])
/** As deep as anybody needs: what is deeper is refused and not walked down. */
const innermost = z.strictObject({ conjunction, clauses: z.array(clause).max(50) })
const inner = z.strictObject({ conjunction, clauses: z.array(z.union([clause, innermost])).max(50) })
const filter = z.strictObject({ conjunction, clauses: z.array(z.union([clause, inner])).max(50) })
export interface Filter {
  conjunction: 'and' | 'or'
  clauses: (FilterClause | Filter)[]
}

const property = text.min(1).max(128)
const aggregation = z.discriminatedUnion('func', [
  z.strictObject({ func: z.literal('count') }),
  z.strictObject({ func: z.enum(['sum', 'max', 'min', 'avg']), property }),
  z.strictObject({ func: z.literal('unique'), property }),
])
export type Aggregation = z.output<typeof aggregation>

const unit = z.enum(['scalar', 'token', 'custom'])

export const meter = z.object({
  ...created,
  metadata,
  name: z.string(),
  unit,
  /** What a custom unit is called. */
  custom_label: z.string().nullable(),
  custom_multiplier: z.int().nullable(),
  filter,
  aggregation,
  organization_id: id,
  archived_at: timestamp.nullable(),
})
export type Meter = z.output<typeof meter>

const counted = {
  ...created,
  customer_id: id,
  meter_id: id,
  consumed_units: z.number(),
  credited_units: z.int(),
  balance: z.number(),
}
export const customerMeter = z.object({ ...counted, customer, meter })
export type CustomerMeter = z.output<typeof customerMeter>

export const ownMeter = z.object({
  ...counted,
  meter: z.object({
    ...created,
    name: z.string(),
    /** Polar does not say it to customers; our backend does. */
    unit: unit.optional(),
    custom_label: z.string().nullable().optional(),
  }),
})
export type OwnMeter = z.output<typeof ownMeter>

const byId = z.object({ id })

export const listMeters = operation({
  name: 'meters.list',
  method: 'GET',
  path: '/v1/meters/',
  gate: 'organization',
  query: z.strictObject({
    ...page,
    organization_id: manyOf(id),
    query: text.optional(),
    is_archived: flag.optional(),
    metadata: metadataFilter,
    sorting: sortingBy('created_at', 'name'),
  }),
  status: 200,
  output: listOf(meter),
})

const named = {
  name: line.min(3),
  custom_label: line.nullable(),
  custom_multiplier: z.int().min(1).nullable(),
}

export const createMeter = operation({
  name: 'meters.create',
  method: 'POST',
  path: '/v1/meters/',
  gate: 'organization',
  body: z.strictObject({
    name: named.name,
    unit: unit.default('scalar'),
    custom_label: named.custom_label.optional(),
    custom_multiplier: named.custom_multiplier.optional(),
    filter,
    aggregation,
    metadata: metadata.optional(),
    organization_id: id.nullable().optional(),
  }),
  status: 201,
  output: meter,
})

export const getMeter = operation({
  name: 'meters.get',
  method: 'GET',
  path: '/v1/meters/{id}',
  gate: 'organization',
  params: byId,
  status: 200,
  output: meter,
  refusals: ['ResourceNotFound'],
})

/** What is counted otherwise is counted otherwise from the first event on. An archived meter counts nothing new. */
export const updateMeter = operation({
  name: 'meters.update',
  method: 'PATCH',
  path: '/v1/meters/{id}',
  gate: 'organization',
  params: byId,
  body: z.strictObject({
    name: named.name.nullable().optional(),
    unit: unit.nullable().optional(),
    custom_label: named.custom_label.optional(),
    custom_multiplier: named.custom_multiplier.optional(),
    filter: filter.nullable().optional(),
    aggregation: aggregation.nullable().optional(),
    is_archived: z.boolean().nullable().optional(),
    metadata: metadata.optional(),
  }),
  status: 200,
  output: meter,
  refusals: ['ResourceNotFound'],
})

const criteria = [
  'created_at',
  'modified_at',
  'meter_id',
  'meter_name',
  'consumed_units',
  'credited_units',
  'balance',
] as const

export const listCustomerMeters = operation({
  name: 'customer_meters.list',
  method: 'GET',
  path: '/v1/customer-meters/',
  gate: 'organization',
  query: z.strictObject({
    ...page,
    organization_id: manyOf(id),
    customer_id: manyOf(id),
    external_customer_id: manyOf(z.string()),
    meter_id: manyOf(id),
    sorting: sortingBy(...criteria, 'customer_id', 'customer_name'),
  }),
  status: 200,
  output: listOf(customerMeter),
})

export const getCustomerMeter = operation({
  name: 'customer_meters.get',
  method: 'GET',
  path: '/v1/customer-meters/{id}',
  gate: 'organization',
  params: byId,
  status: 200,
  output: customerMeter,
  refusals: ['ResourceNotFound'],
})

export const listOwnMeters = operation({
  name: 'customer_portal.meters.list',
  method: 'GET',
  path: '/v1/customer-portal/meters/',
  gate: 'customer',
  query: z.strictObject({
    ...page,
    meter_id: manyOf(id),
    /** Found in the meter's name. */
    query: text.optional(),
    sorting: sortingBy(...criteria),
  }),
  status: 200,
  output: listOf(ownMeter),
})

export const getOwnMeter = operation({
  name: 'customer_portal.meters.get',
  method: 'GET',
  path: '/v1/customer-portal/meters/{id}',
  gate: 'customer',
  params: byId,
  status: 200,
  output: ownMeter,
  refusals: ['ResourceNotFound'],
})

/** So that sums stay numbers, however much is told of. */
const factMax = 1e15
const fact = z.union([z.string().max(500), z.number().min(-factMax).max(factMax), z.boolean()])
const facts = z
  .record(z.string().max(40), z.union([fact, z.record(z.string().max(40), fact.nullable())]))
  .refine((given) => Object.keys(given).length <= 50, 'There are 50 facts at most.')
const told = {
  name: text.min(1).max(128),
  /** Now, where nobody says. */
  timestamp: timestamp.optional(),
  /** What is told again with the same one counts once. */
  external_id: text.min(1).max(256).nullable().optional(),
  metadata: facts.optional(),
  organization_id: id.nullable().optional(),
  /** Read and not kept: what is counted is a customer's, and events are shown to nobody one by one. */
  parent_id: text.max(256).nullable().optional(),
  member_id: id.nullable().optional(),
  external_member_id: text.max(256).nullable().optional(),
}

/** All of them or none. */
export const ingestEvents = operation({
  name: 'events.ingest',
  method: 'POST',
  path: '/v1/events/ingest',
  gate: 'organization',
  body: z.strictObject({
    events: z
      .array(
        z.union([
          z.strictObject({ ...told, external_customer_id: text.min(1).max(256) }),
          z.strictObject({ ...told, customer_id: id }),
        ]),
      )
      .max(10_000),
  }),
  status: 200,
  output: z.object({ inserted: z.int(), duplicates: z.int() }),
})
