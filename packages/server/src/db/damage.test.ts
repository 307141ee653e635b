import { execFileSync } from 'node:child_process'
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWorld } from '../../../../test/world/open.ts'
import { seededIds } from '../ports/ids.ts'
import { backUp } from './backup/write.ts'
import { openDatabase } from './database.ts'
import { EmbeddedUnusable, startEmbeddedPostgres } from './embedded.ts'
import { migrate } from './migrate.ts'

/** Two hundred to be sure. */
const places = Number(process.env.DAMAGED_PLACES ?? 8)

let folder: string
let original: string
let content: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'verge-damage-'))
  execFileSync('chmod', ['755', folder])
  original = join(folder, 'original')
  const postgres = await startEmbeddedPostgres({ dataDirectory: original })
  await migrate(postgres.config)
  const db = openDatabase(postgres.config)
  const world = await openWorld({ database: db })
  for (const name of ['ada', 'grace', 'linus']) {
    const { customer } = await world.addCustomer(`${name}@example.com`, '4242424242424242')
    await world.subscribe(customer.id)
  }
  await db.destroy()
  content = await read(postgres.config, 'original.verge')
  await postgres.stop()
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every row of every table, as a backup reads them. */
async function read(config: object, name: string): Promise<string> {
  const path = join(folder, name)
  rmSync(path, { force: true })
  await backUp(config, path, { made_at: new Date(0), secrets: {} })
  return gunzipSync(readFileSync(path)).toString('utf8')
}

/** All files below, in a fixed order, with what each weighs. */
function filesBelow(directory: string): { path: string; size: number }[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => ({ path, size: statSync(path).size }))
    .filter(({ size }) => size > 0)
}

function flip(path: string, at: number): void {
  const file = openSync(path, 'r+')
  const byte = Buffer.alloc(1)
  readSync(file, byte, 0, 1, at)
  byte[0]! ^= 0xff
  writeSync(file, byte, 0, 1, at)
  closeSync(file)
}

it('gives the same data or refuses, after a byte was changed in any place', async () => {
  const chance = seededIds('damage')
  const drawn = (below: number) => Buffer.from(chance.bytes(6)).readUIntBE(0, 6) % below
  const outcomes = { same: 0, refused: 0 }
  for (let place = 0; place < places; place++) {
    const copy = join(folder, 'copy')
    rmSync(copy, { recursive: true, force: true })
    execFileSync('cp', ['-a', original, copy])
    const files = filesBelow(join(copy, 'postgresql'))
    // Half of the places by weight, half by name, so that the small files have their turn too.
    const file =
      place % 2 === 0
        ? files[drawn(files.length)]!
        : weighed(files, drawn(files.reduce((sum, { size }) => sum + size, 0)))
    flip(file.path, drawn(file.size))
    const found = await opened(copy)
    expect([file.path, found === null || found === content]).toEqual([file.path, true])
    outcomes[found === null ? 'refused' : 'same']++
  }
  expect(outcomes.same + outcomes.refused).toBe(places)
}, 600_000)

it('refuses a table whose page was changed, and says so in words', async () => {
  const copy = join(folder, 'copy')
  rmSync(copy, { recursive: true, force: true })
  execFileSync('cp', ['-a', original, copy])
  const postgres = await startEmbeddedPostgres({ dataDirectory: copy })
  const db = openDatabase(postgres.config)
  const { rows } = await sql<{ path: string }>`SELECT pg_relation_filepath('customers') AS path`.execute(db)
  await db.destroy()
  await postgres.stop()
  flip(join(copy, 'postgresql', rows[0]!.path), 8_000)
  const damaged = await startEmbeddedPostgres({ dataDirectory: copy })
  await expect(read(damaged.config, 'damaged.verge')).rejects.toThrow(/invalid page|checksum/)
  await damaged.stop()
}, 60_000)

it('refuses to start without its journal, and says where the reason stands', async () => {
  const copy = join(folder, 'copy')
  rmSync(copy, { recursive: true, force: true })
  execFileSync('cp', ['-a', original, copy])
  const journal = join(copy, 'postgresql/pg_wal')
  for (const entry of readdirSync(journal, { withFileTypes: true }))
    if (entry.isFile()) rmSync(join(journal, entry.name))
  const starting = startEmbeddedPostgres({ dataDirectory: copy })
  await expect(starting).rejects.toBeInstanceOf(EmbeddedUnusable)
  await expect(startEmbeddedPostgres({ dataDirectory: copy })).rejects.toThrow(/checkpoint.*postgresql\.log/)
}, 60_000)

function weighed<File extends { size: number }>(files: File[], at: number): File {
  let rest = at
  return files.find(({ size }) => (rest -= size) < 0)!
}

/** What it holds; null where it is refused, in the start or in the reading. */
async function opened(directory: string): Promise<string | null> {
  const postgres = await startEmbeddedPostgres({ dataDirectory: directory }).catch(() => null)
  if (!postgres) return null
  try {
    return await read(postgres.config, 'copy.verge')
  } catch {
    return null
  } finally {
    await postgres.stop().catch(() => {})
  }
}
