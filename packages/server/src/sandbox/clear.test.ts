import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../db/database.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import type { Database } from '../ports/ports.ts'
import { openWorld } from '../../../../test/world/open.ts'
import { clearSandbox } from './clear.ts'

let directory: string
let postgres: EmbeddedPostgres
let db: Database

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'verge-clear-'))
  chmodSync(directory, 0o755)
  postgres = await startEmbeddedPostgres({ dataDirectory: directory })
  await migrate(postgres.config)
  db = openDatabase(postgres.config)
})
afterAll(async () => {
  await db.destroy()
  await postgres.stop()
  rmSync(directory, { recursive: true, force: true })
})

it('empties the books and nothing that others keep in the same database', async () => {
  await sql`CREATE TABLE public.orders AS SELECT 'of another app' AS note`.execute(db)
  const world = await openWorld({ database: db })
  const { customer } = await world.addCustomer('ada@example.com', '4242424242424242')
  await world.subscribe(customer.id)
  await clearSandbox(db)
  const { rows } = await sql<{ note: string }>`SELECT note FROM public.orders`.execute(db)
  expect(rows).toEqual([{ note: 'of another app' }])
  expect(await db.selectFrom('orders').selectAll().execute()).toEqual([])
  expect(await world.ports.processor.ledger()).toEqual([])
})
