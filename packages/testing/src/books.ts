import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite, types } from '@electric-sql/pglite'
import { Kysely, PGliteDialect, sql } from 'kysely'
import type { Tables } from '@verge/server/db/tables'
import { prepared } from './prepared.ts'

export type Books = Kysely<Tables>

/** Making a PostgreSQL and its tables takes seconds; the finished one is kept in a file, and in memory between tests. */
const folder = fileURLToPath(new URL('migrations/', import.meta.resolve('@verge/server/db/migrate')))
const cache = join(process.cwd(), 'node_modules/.cache/verge-testing')
const parsers = { [types.INT8]: Number }
const idle: Books[] = []

/** Empty books that nobody else has; a test before this one may have used them. */
export async function borrowBooks(): Promise<Books> {
  const books = idle.pop() ?? (await openBooks())
  await emptyBooks(books)
  return books
}

export function giveBack(books: Books): void {
  if (!idle.includes(books)) idle.push(books)
}

/** From a file beside the installed packages, which the first call on a machine writes. */
export async function openBooks(): Promise<Books> {
  const migrations = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
  const file = join(cache, `${keyOf(migrations)}.tar`)
  const pglite = existsSync(file)
    ? await PGlite.create({ parsers, loadDataDir: new Blob([readFileSync(file)]) })
    : await made(migrations, file)
  return new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: prepared(pglite) }) })
}

async function made(migrations: readonly string[], file: string): Promise<PGlite> {
  const pglite = await PGlite.create({ parsers })
  for (const migration of migrations) await pglite.exec(migration)
  const data = Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer())
  keep(file, data)
  return pglite
}

/** Several tests may begin at once: each writes a file of its own, and the last one stays. Where none may be written it goes without. */
function keep(file: string, data: Buffer): void {
  const own = `${file}.${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(own, data)
    renameSync(own, file)
  } catch (error) {
    const { code } = error as { code?: string }
    if (!['EACCES', 'EROFS', 'ENOSPC', 'EPERM'].includes(code ?? '')) throw error
  }
}

function keyOf(migrations: readonly string[]): string {
  const pgliteAt = fileURLToPath(import.meta.resolve('@electric-sql/pglite'))
  const hash = createHash('sha256').update(pgliteAt).update(readFileSync(pgliteAt))
  for (const migration of migrations) hash.update(migration)
  return hash.digest('hex').slice(0, 20)
}

/**
 * Only tables that ever held something: emptying all of them by TRUNCATE makes some three hundred new files, which takes
 * longer than most tests. All in one statement, so that the references between them are looked at when both ends are gone:
 * where they are not looked at (session_replication_role) PostgreSQL forgets how it was going to run whatever it was asked.
 */
export async function emptyBooks(books: Books): Promise<void> {
  const { rows: used } = await sql<{ name: string }>`
    SELECT oid::regclass AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace IN (current_schema()::regnamespace, 'sandbox_processor'::regnamespace)
      AND pg_relation_size(oid) > 0
  `.execute(books)
  if (used.length === 0) return
  if (!canBeEmptied.has(books)) await letBeEmptied(books)
  const gone = used.map(
    ({ name }, index) => sql`${sql.id(`gone_${index}`)} AS (DELETE FROM ${sql.raw(name)})`,
  )
  await books.transaction().execute(async (tx) => {
    await sql`SET LOCAL verge.emptied = 'yes'`.execute(tx)
    await sql`WITH ${sql.join(gone)} SELECT`.execute(tx)
  })
}

const canBeEmptied = new WeakSet<Books>()

/** What refuses that rows go, and keeps the books of a living seller so, lets them go while books are emptied. */
async function letBeEmptied(books: Books): Promise<void> {
  await sql`
    DO $$
    DECLARE
      refusal record;
    BEGIN
      FOR refusal IN
        SELECT DISTINCT pg_get_functiondef(tgfoid) AS text FROM pg_trigger
        WHERE NOT tgisinternal AND pg_get_triggerdef(oid) ~ ' (BEFORE|AFTER) [A-Z ]*DELETE '
      LOOP
        EXECUTE regexp_replace(refusal.text, '\\mBEGIN\\M',
          'BEGIN IF current_setting(''verge.emptied'', true) = ''yes'' THEN RETURN OLD; END IF;');
      END LOOP;
    END $$
  `.execute(books)
  canBeEmptied.add(books)
}
