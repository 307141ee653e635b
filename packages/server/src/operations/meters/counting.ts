import { sql, type RawBuilder } from 'kysely'
import { instantOf, type Aggregation, type Filter, type FilterClause } from '@verge/polar/contract/meters'

type Condition = RawBuilder<boolean>

/** Whether a usage event counts; an event without the property counts for no clause about it. */
export function counts({ conjunction, clauses }: Filter): Condition {
  if (clauses.length === 0) return sql`true`
  const each = clauses.map((one) => ('clauses' in one ? counts(one) : holds(one)))
  return sql`(${sql.join(each, conjunction === 'and' ? sql` AND ` : sql` OR `)})`
}

/** How much the events that count come to together; of none, nothing. */
export function countedBy(aggregation: Aggregation): RawBuilder<number> {
  if (aggregation.func === 'count') return sql`count(*)::float8`
  const property = valueOf(aggregation.property)
  if (aggregation.func === 'unique') return sql`count(DISTINCT ${textIn(property)})::float8`
  return sql`coalesce(${sql.raw(aggregation.func)}(${numberIn(property)}), 0)::float8`
}

const comparisons = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

function holds({ property, operator, value }: FilterClause): Condition {
  if (operator === 'like' || operator === 'not_like') {
    const found = sql`position(${String(value)} IN ${textIn(valueOf(property))}) > 0`
    return operator === 'like' ? surely(found) : surely(sql`NOT (${found})`)
  }
  const compare = sql.raw(comparisons[operator])
  if (property === 'timestamp')
    return surely(sql`extract(epoch FROM timestamp) ${compare} ${instantOf(value)}::numeric`)
  const sent = valueOf(property)
  if (typeof value === 'number') return surely(sql`${numberIn(sent)} ${compare} ${value}::numeric`)
  if (typeof value === 'boolean') return surely(sql`${flagIn(sent)} ${compare} ${value}::boolean`)
  return surely(sql`${textIn(sent)} ${compare} ${value}`)
}

function surely(condition: RawBuilder<unknown>): Condition {
  return sql`coalesce(${condition}, false)`
}

/** As JSON. A key that is spelt with a dot comes before the way into another. */
function valueOf(property: string): RawBuilder<unknown> {
  if (property === 'name') return sql`to_jsonb(name)`
  if (property === 'timestamp') return sql`to_jsonb(timestamp)`
  const plain = sql`metadata -> ${property}::text`
  return property.includes('.') ? sql`coalesce(${plain}, metadata #> ${property.split('.')}::text[])` : plain
}

const textIn = (sent: RawBuilder<unknown>) => sql`((${sent}) #>> '{}')`
const numberIn = (sent: RawBuilder<unknown>) =>
  sql`(CASE WHEN jsonb_typeof(${sent}) = 'number' THEN (${sent})::numeric END)`
const flagIn = (sent: RawBuilder<unknown>) =>
  sql`(CASE WHEN jsonb_typeof(${sent}) = 'boolean' THEN (${sent})::boolean END)`
