import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backUp } from '@verge/server/db/backup/write'
import { restore } from '@verge/server/db/backup/restore'
import { inBillingSchema, openDatabase } from '@verge/server/db/database'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@verge/server/db/embedded'
import { migrate } from '@verge/server/db/migrate'
import { openWorld } from '../world/open.ts'
import { addApp, ask, digests, newFolder, removeFolder, structure } from './parts.ts'

const made_at = new Date('2027-02-01T00:00:00Z')
const secrets = { secret: 'of the original' }

let folder: string
let postgres: EmbeddedPostgres
let file: string
let databases = 0

beforeAll(async () => {
  folder = newFolder()
  postgres = await startEmbeddedPostgres({ dataDirectory: folder })
  await migrate(postgres.config)
  const db = openDatabase(postgres.config)
  const world = await openWorld({ database: db })
  const ada = await world.addCustomer('ada@example.com', '4242424242424242')
  await world.subscribe(ada.customer.id)
  await db
    .insertInto('emails')
    .values({
      id: world.ports.ids.uuid(),
      created_at: made_at,
      customer_id: null,
      dedupe_key: 'odd',
      recipient: 'ada@example.com',
      subject: 'Grüße 🌍 \\N \\. "quoted"',
      body: 'two\nlines\tand a \u0001 and \\x41',
      sent_at: null,
    })
    .execute()
  await db.destroy()
  await addApp(postgres.config)
  await ask(
    postgres.config,
    `INSERT INTO verge_billing.sandbox_clock (offset_ms) VALUES (9007199254740993);
     UPDATE verge_app."user" SET "updatedAt" = '2027-01-31T12:00:00.000001Z'`,
  )
  file = join(folder, 'whole.verge')
  await backUp(postgres.config, file, { made_at, secrets })
})
afterAll(async () => {
  await postgres.stop()
  removeFolder(folder)
})

async function emptyDatabase() {
  const database = `empty_${++databases}`
  await ask(postgres.config, `CREATE DATABASE ${database}`)
  return { ...postgres.config, database }
}
const into = (config: object, path = file) => restore(config, path, { keepSecrets: () => {} })

describe('a backup', () => {
  it('comes back in every row, column, constraint, index and trigger', async () => {
    const target = await emptyDatabase()
    const kept: unknown[] = []
    const { findings, manifest } = await restore(target, file, { keepSecrets: (all) => kept.push(all) })
    expect(await digests(target)).toEqual(await digests(postgres.config))
    expect(await structure(target)).toEqual(await structure(postgres.config))
    expect(Object.keys(await digests(target)).length).toBeGreaterThan(20)
    expect(kept).toEqual([secrets])
    expect(findings).toEqual([])
    expect(manifest.made_at).toBe(made_at.toISOString())
  })

  it('keeps numbers past what a double holds, microseconds, and null apart from the word', async () => {
    const target = await emptyDatabase()
    await into(target)
    expect(await ask(target, 'SELECT offset_ms::text FROM verge_billing.sandbox_clock')).toEqual([
      { offset_ms: '9007199254740993' },
    ])
    expect(await ask(target, `SELECT "updatedAt"::text FROM verge_app."user"`)).toEqual([
      { updatedAt: expect.stringContaining('12:00:00.000001') },
    ])
    const [odd] = await ask<{ subject: string; sent_at: null }>(
      target,
      `SELECT subject, sent_at FROM verge_billing.emails WHERE dedupe_key = 'odd'`,
    )
    expect(odd).toEqual({ subject: 'Grüße 🌍 \\N \\. "quoted"', sent_at: null })
  })

  it('works on after it came back: what the database refused before, it refuses still', async () => {
    const target = await emptyDatabase()
    await into(target)
    await expect(ask(target, 'DELETE FROM verge_billing.events')).rejects.toThrow('append-only')
    await expect(
      ask(
        target,
        `UPDATE verge_billing.document_series SET customer_id = '00000000-0000-4000-8000-000000000000'`,
      ),
    ).rejects.toThrow('foreign key')
  })

  it('is readable by its owner alone, and never takes the place of another file', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await expect(backUp(postgres.config, file, { made_at, secrets })).rejects.toThrow('exists already')
  })

  it('of an empty database is refused', async () => {
    const target = await emptyDatabase()
    const nothing = backUp(target, join(folder, 'nothing.verge'), { made_at, secrets })
    await expect(nothing).rejects.toThrow('nothing to back up')
    expect(existsSync(join(folder, 'nothing.verge'))).toBe(false)
  })

  it('is of one instant while others go on writing', async () => {
    const busy = { ...postgres.config, database: 'busy' }
    await ask(postgres.config, 'CREATE DATABASE busy')
    await into(busy)
    const db = openDatabase(busy)
    const world = await openWorld({ database: db, empty: true, seed: 'busy' })
    const seller = await db.selectFrom('organizations').select('id').executeTakeFirstOrThrow()
    let goesOn = true
    const writing = (async () => {
      for (let count = 0; goesOn; count++) {
        await ask(
          inBillingSchema(busy),
          `WITH event AS (INSERT INTO events (id, created_at, organization_id, aggregate_id, aggregate_type, version, types)
             SELECT $1, $2, $3, $1, 'customer', 1, '["customer.created"]')
           INSERT INTO audit_entries (id, created_at, aggregate_id, version, actor, cause, after)
             SELECT $1, $2, $1, 1, 'test', 'test', '{}'`,
          [world.ports.ids.uuid(), made_at, seller.id],
        )
      }
    })()
    const files = ['one', 'two', 'three'].map((name) => join(folder, `${name}.verge`))
    for (const path of files) await backUp(busy, path, { made_at, secrets })
    goesOn = false
    await writing
    await db.destroy()
    for (const path of files) {
      const target = await emptyDatabase()
      const { rows } = await into(target, path)
      expect(rows['verge_billing.events']).toBe(rows['verge_billing.audit_entries'])
    }
  })
})

describe('restoring refuses', () => {
  const damaged = (name: string, bytes: Buffer) => {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    return path
  }
  const isUntouched = async (target: object) => expect(await digests(target)).toEqual({})

  it('a file that is cut off, wherever that is', async () => {
    const target = await emptyDatabase()
    const bytes = readFileSync(file)
    for (let part = 0; part < 20; part++) {
      const path = damaged('cut.verge', bytes.subarray(0, Math.floor((bytes.length * part) / 20)))
      await expect(into(target, path)).rejects.toThrow(/cut off|no backup/)
    }
    await isUntouched(target)
  })

  it('a file that lost its last line, or a row, or has one more', async () => {
    const target = await emptyDatabase()
    const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n')
    const row = lines.findIndex((line) => line.startsWith('['))
    const texts = [
      lines.slice(0, -1),
      lines.toSpliced(row, 1),
      lines.toSpliced(row, 0, lines[row]!),
      [...lines, lines[row]!],
    ]
    for (const text of texts) {
      const path = damaged('changed.verge', gzipSync(`${text.join('\n')}\n`))
      await expect(into(target, path)).rejects.toThrow(/cut off|checksum|after its end/)
    }
    await isUntouched(target)
  })

  it('a file in which any byte was changed, or that is none of ours', async () => {
    const target = await emptyDatabase()
    const bytes = readFileSync(file)
    for (let part = 0; part < 40; part++) {
      const changed = Buffer.from(bytes)
      // The first ten bytes are gzip's own, and some of them mean nothing.
      const place = 10 + Math.floor(((bytes.length - 11) * part) / 40)
      changed[place]! ^= 0x40
      await expect(into(target, damaged('changed.verge', changed))).rejects.toThrow(
        /damaged|checksum|no backup|no backup has|cut off/,
      )
    }
    await expect(into(target, damaged('text.verge', gzipSync('{"a":1}\n')))).rejects.toThrow('no backup')
    await expect(into(target, join(folder, 'none.verge'))).rejects.toThrow('There is no file')
    await isUntouched(target)
  })

  it('a database that is in use already', async () => {
    const target = await emptyDatabase()
    await migrate(target)
    const before = await digests(target)
    await expect(into(target)).rejects.toThrow('in use already')
    expect(await digests(target)).toEqual(before)
  })

  it('a backup of a newer version', async () => {
    const target = await emptyDatabase()
    await ask(postgres.config, `CREATE DATABASE newer`)
    const newer = { ...postgres.config, database: 'newer' }
    await migrate(newer)
    await ask(newer, `INSERT INTO verge_billing.schema_migrations VALUES ('999-later.sql', 'x')`)
    const path = join(folder, 'newer.verge')
    await backUp(newer, path, { made_at, secrets })
    await expect(into(target, path)).rejects.toThrow(
      'The backup is newer than this Verge: it has 999-later.sql',
    )
    await isUntouched(target)
  })

  it('to keep half of it where its secrets cannot be kept', async () => {
    const target = await emptyDatabase()
    const restoring = restore(target, file, {
      keepSecrets() {
        throw new Error('no room')
      },
    })
    await expect(restoring).rejects.toThrow('no room')
    await isUntouched(target)
  })
})
