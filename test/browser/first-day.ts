import { sql, type Transaction } from 'kysely'
import { billingSchema, openDatabase } from '@verge/server/db/database'
import { runningPostgres } from '@verge/server/db/embedded'
import type { Tables } from '@verge/server/db/tables'
import { openSandboxClock } from '@verge/server/ports/sandbox-clock'

type Books = Transaction<Tables>

/** Letting the demo people live up to today takes seconds: they do it once, and each test has back what came of it. */
export function keepFirstDay(dataDirectory: string): Promise<void> {
  return alone(dataDirectory, async (books) => {
    await sql`CREATE SCHEMA first_day`.execute(books)
    for (const table of await usedTables(books))
      await sql`CREATE TABLE ${keptOf(table)} AS TABLE ${sql.raw(table)}`.execute(books)
  })
}

/** Past the triggers, which keep the books of a living seller. */
export function bringBackFirstDay(dataDirectory: string): Promise<void> {
  return alone(dataDirectory, async (books) => {
    const { rows } = await sql<{ name: string }>`
      SELECT relname AS name FROM pg_class WHERE relnamespace = 'first_day'::regnamespace
    `.execute(books)
    const kept = new Set(rows.map(({ name }) => name))
    await sql`SET LOCAL session_replication_role = replica`.execute(books)
    for (const table of await usedTables(books)) {
      await sql`DELETE FROM ${sql.raw(table)}`.execute(books)
      if (kept.has(table))
        await sql`INSERT INTO ${sql.raw(table)} OVERRIDING SYSTEM VALUE TABLE ${keptOf(table)}`.execute(books)
    }
  })
}

const keptOf = (table: string) => sql.id('first_day', table)

/** What the product clears when its sandbox starts over, as far as it ever held something. */
async function usedTables(books: Books): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT format('%I.%I', nspname, relname) AS name
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'r' AND nspname IN (${billingSchema}, 'sandbox_processor') AND relname <> 'schema_migrations'
      AND pg_relation_size(pg_class.oid) > 0
  `.execute(books)
  return rows.map(({ name }) => name)
}

/** In one transaction, while nobody moves the clock. */
async function alone(dataDirectory: string, work: (books: Books) => Promise<void>): Promise<void> {
  const db = openDatabase((await runningPostgres(dataDirectory))!)
  const clock = await openSandboxClock(db)
  await clock.alone(() => db.transaction().execute(work))
  await db.destroy()
}
