import { sql, type Expression, type RawBuilder } from 'kysely'

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

/** `-created_at` is descending; every list ends in the id, so that pages never overlap. */
export function orderings(
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
