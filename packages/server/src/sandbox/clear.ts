import { sql } from 'kysely'
import type { Database } from '../ports/ports.ts'

/** Empties the books of billing and of the sandbox processor; what else lives in the database is not touched. */
export async function clearSandbox(db: Database): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE (schemaname = current_schema() AND tablename <> 'schema_migrations') OR schemaname = 'sandbox_processor'
    ORDER BY name
  `.execute(db)
  const names = rows.map(({ name }) => sql.raw(name))
  if (names.length > 0) await sql`TRUNCATE ${sql.join(names)}`.execute(db)
}
