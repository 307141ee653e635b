import { sql } from 'kysely'
import pg from 'pg'
import type { Database } from '@verge/server/ports/ports'

interface Statement {
  text: string
  values: unknown[]
}

/** As our pool asks; what it says of transactions has no values. */
function isStatement(asked: unknown): asked is Statement {
  return typeof asked === 'object' && asked !== null && 'text' in asked && 'values' in asked
}

/** Every statement that goes to the server, from now on until it is stopped. */
export function recordStatements() {
  const seen: Statement[] = []
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [asked] = args
    if (isStatement(asked)) seen.push(asked)
    return (query as (...args: unknown[]) => unknown).apply(this, args)
  } as typeof query
  return {
    seen,
    stop() {
      pg.Client.prototype.query = query
      return seen
    },
  }
}

/** Tables that a statement's plan reads from end to end; what lies on a few pages is read so sooner than by an index. */
export async function scannedTables(
  db: Database,
  statements: Statement[],
  { fewPages = 4 } = {},
): Promise<string[]> {
  const { rows: small } = await sql<{ name: string }>`
    SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND pg_relation_size(oid) <= ${fewPages} * 8192
  `.execute(db)
  const few = small.map(({ name }) => name)
  const scanned = new Set<string>()
  for (const { text, values } of statements.filter((one) =>
    /^\s*(select|with|update|delete)/i.test(one.text),
  )) {
    const { rows } = await db.executeQuery<{ 'QUERY PLAN': unknown }>({
      sql: `EXPLAIN (FORMAT JSON) ${text}`,
      parameters: values,
      query: { kind: 'RawNode', sqlFragments: [], parameters: [] } as never,
      queryId: { queryId: 'explain' },
    })
    for (const [, table] of JSON.stringify(rows).matchAll(
      /"Node Type":"Seq Scan"[^}]*?"Relation Name":"(\w+)"/g,
    ))
      if (!few.includes(table!)) scanned.add(table!)
  }
  return [...scanned].toSorted()
}
