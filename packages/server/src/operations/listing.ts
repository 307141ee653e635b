import { sql, type Expression, type RawBuilder, type Selectable, type SelectQueryBuilder } from 'kysely'
import type { Tables } from '../db/tables.ts'

export interface Page {
  page?: number
  limit?: number
}

const limitMax = 100

export function pageOf(query: Page | undefined): { limit: number; offset: number } {
  const limit = Math.min(query?.limit ?? 10, limitMax)
  return { limit, offset: ((query?.page ?? 1) - 1) * limit }
}

export function listed<Item>(items: Item[], total_count: number, query: Page | undefined) {
  return { items, pagination: { total_count, max_page: Math.ceil(total_count / pageOf(query).limit) } }
}

/** `%` and `_` in what a person typed are letters like any other. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, (letter) => `\\${letter}`)}%`
}

/** Whose metadata has each of these keys with this value, or with one of these. */
export function hasMetadata(wanted: Record<string, string | string[]> | undefined): RawBuilder<boolean> {
  const each = Object.entries(wanted ?? {}).map(
    ([key, value]) => sql`coalesce(metadata ->> ${key} = ANY (${[value].flat()}), false)`,
  )
  return each.length === 0 ? sql`true` : sql`(${sql.join(each, sql` AND `)})`
}

/** `-created_at` is descending; every list ends in the id, so that pages never overlap. */
function orderings(
  sorting: readonly string[] | undefined,
  fallback: string,
  columns: Record<string, Expression<unknown>>,
): RawBuilder<unknown>[] {
  const chosen = sorting && sorting.length > 0 ? sorting : [fallback]
  return chosen.map((criterion) => {
    const column = columns[criterion.replace(/^-/, '')] ?? sql.ref('id')
    return criterion.startsWith('-') ? sql`${column} DESC NULLS LAST` : sql`${column} ASC NULLS LAST`
  })
}

export interface Sorted {
  sorting: readonly string[] | undefined
  fallback: string
  columns: Record<string, Expression<unknown>>
}

/** Of what can be sorted in no other way. */
export const newestFirst: Sorted = {
  sorting: undefined,
  fallback: '-created_at',
  columns: { created_at: sql.ref('created_at') },
}

/** One page of what was found, and how much there is in all. */
export async function pageThrough<
  Table extends
    | 'benefit_grants'
    | 'benefits'
    | 'cancellation_receipts'
    | 'checkouts'
    | 'customer_meters'
    | 'customers'
    | 'discounts'
    | 'files'
    | 'leaving_statements'
    | 'license_keys'
    | 'members'
    | 'meters'
    | 'orders'
    | 'products'
    | 'refunds'
    | 'subscriptions'
    | 'webhook_deliveries'
    | 'webhook_endpoints',
>(
  found: SelectQueryBuilder<Tables, Table, object>,
  page: Page | undefined,
  { sorting, fallback, columns }: Sorted,
): Promise<{ rows: Selectable<Tables[Table]>[]; count: number }> {
  const { limit, offset } = pageOf(page)
  const counted = found.select(sql<number>`count(*)`.as('count'))
  const asked = await found
    .selectAll()
    .select(sql<number>`(${counted})`.as('found_count'))
    .orderBy(sql.join(orderings(sorting, fallback, columns)))
    .orderBy(sql.ref('id'))
    .limit(limit)
    .offset(offset)
    .execute()
  const split = asked.map(({ found_count, ...row }) => ({ found_count, row }))
  const rows = split.map(({ row }) => row) as unknown as Selectable<Tables[Table]>[]
  if (split[0]) return { rows, count: split[0].found_count }
  // Past the last page there is no row that says it.
  return { rows, count: offset === 0 ? 0 : (await counted.executeTakeFirstOrThrow()).count }
}
