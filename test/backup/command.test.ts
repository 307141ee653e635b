import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '@verge/server/db/embedded'
import { holdDataDirectory, readOrCreateSecret } from '@verge/server/db/data-directory'
import { migrate } from '@verge/server/db/migrate'
import { otherMajor, startOther } from './older-postgres.ts'
import { addApp, ask, command, digests, newFolder, removeFolder } from './parts.ts'

/** Enough that a copy in memory could not be overlooked; a million to be sure. */
const many = Number(process.env.BACKUP_ROWS ?? 40_000)

let folder: string
beforeEach(() => void (folder = newFolder()))
afterEach(() => removeFolder(folder))

/** A data directory with mails in its books, stopped. */
async function filled(name: string, mails: number): Promise<string> {
  const directory = join(folder, name)
  mkdirSync(directory, { mode: 0o755 })
  const postgres = await startEmbeddedPostgres({ dataDirectory: directory })
  await migrate(postgres.config)
  await addApp(postgres.config)
  await ask(
    postgres.config,
    `INSERT INTO verge_billing.emails (id, created_at, dedupe_key, recipient, subject, body)
     SELECT md5(n::text)::uuid, '2027-01-31', n::text, 'ada@example.com', 'Mail ' || n, repeat(md5(n::text), 16)
     FROM generate_series(1, ${mails}) AS n`,
  )
  await postgres.stop()
  readOrCreateSecret(directory, 'secret', () => 'the original secret')
  return directory
}

async function opened<Result>(directory: string, run: (config: object) => Promise<Result>): Promise<Result> {
  const postgres = await startEmbeddedPostgres({ dataDirectory: directory })
  try {
    return await run(postgres.config)
  } finally {
    await postgres.stop()
  }
}

const at = (directory: string) => ({ VERGE_DATA_DIR: directory, DATABASE_URL: '' })

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2_000 && !isSo(); tries++) await new Promise((done) => setTimeout(done, 5))
}

describe('verge backup and verge restore', () => {
  it('move a stopped Verge to another directory, secrets included', async () => {
    const from = await filled('from', 20)
    const file = join(folder, 'moved.verge')
    const made = await command(['backup', file], at(from)).ended
    expect(made).toEqual({ code: 0, said: expect.stringContaining('keep it like a password') })
    const to = join(folder, 'to')
    const restored = await command(['restore', file], at(to)).ended
    expect(restored).toEqual({ code: 0, said: expect.stringContaining('Restored 21 rows') })
    expect(readFileSync(join(to, 'secret'), 'utf8')).toBe('the original secret\n')
    expect(statSync(join(to, 'secret')).mode & 0o777).toBe(0o600)
    expect(await opened(to, digests)).toEqual(await opened(from, digests))
  }, 120_000)

  it('back up while a Verge runs, and restore only where none does', async () => {
    const from = await filled('from', 20)
    const held = holdDataDirectory(from)
    const postgres = await startEmbeddedPostgres({ dataDirectory: from })
    const file = join(folder, 'running.verge')
    expect((await command(['backup', file], at(from)).ended).code).toBe(0)
    const refused = await command(['restore', file], at(from)).ended
    expect(refused).toEqual({ code: 1, said: expect.stringContaining(`process ${process.pid}`) })
    expect(await ask(postgres.config, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await postgres.stop()
    held.release()
  }, 120_000)

  it('say in words what is wrong, and change nothing', async () => {
    const from = await filled('from', 1)
    const file = join(folder, 'whole.verge')
    await command(['backup', file], at(from)).ended
    const used = await command(['restore', file], at(from)).ended
    expect(used).toEqual({ code: 1, said: expect.stringMatching(/^This database is in use already.*\n$/) })
    writeFileSync(join(folder, 'cut.verge'), readFileSync(file).subarray(0, 500))
    const cut = await command(['restore', join(folder, 'cut.verge')], at(join(folder, 'to'))).ended
    expect(cut).toEqual({ code: 1, said: expect.stringMatching(/is cut off.*\n$/) })
    const other = join(folder, 'other')
    readOrCreateSecret((mkdirSync(other), other), 'secret', () => 'somebody else’s')
    const foreign = await command(['restore', file], at(other)).ended
    expect(foreign).toEqual({ code: 1, said: expect.stringContaining('is another secret than the backup') })
    expect((await command(['dump'], at(from)).ended).code).toBe(64)
    rmSync(join(from, 'secret'))
    const keyless = await command(['backup', join(folder, 'keyless.verge')], at(from)).ended
    expect(keyless).toEqual({ code: 1, said: expect.stringContaining('has no secret') })
  }, 120_000)

  it('leave nothing half when they are killed, and succeed when they are run again', async () => {
    const from = await filled('from', 30_000)
    const file = join(folder, 'killed.verge')
    const backup = command(['backup', file], at(from))
    await until(() => existsSync(`${file}.partial`) && statSync(`${file}.partial`).size > 100_000)
    backup.child.kill('SIGKILL')
    await backup.ended
    expect(existsSync(file)).toBe(false)
    const half = await command(['restore', `${file}.partial`], at(join(folder, 'to'))).ended
    expect(half).toEqual({ code: 1, said: expect.stringContaining('is cut off') })
    expect((await command(['backup', file], at(from)).ended).code).toBe(0)

    const to = join(folder, 'to')
    for (const delayMs of [200, 600, 1_200]) {
      const restoring = command(['restore', file], at(to))
      await until(() => existsSync(join(to, 'postgresql')))
      await new Promise((done) => setTimeout(done, delayMs))
      restoring.child.kill('SIGKILL')
      await restoring.ended
    }
    const again = await command(['restore', file], at(to)).ended
    const isWhole = again.code === 0 || again.said.includes('in use already')
    expect(isWhole).toBe(true)
    expect(await opened(to, digests)).toEqual(await opened(from, digests))
  }, 120_000)

  it('hold a bounded part of the rows in memory, however many there are', async () => {
    // With a small nursery the collector hides nothing: what is held shows.
    const memory = { node: ['--max-old-space-size=64', '--max-semi-space-size=1', '--import', peakTold] }
    const peaks = []
    for (const mails of [10, many]) {
      const from = await filled(`from-${mails}`, mails)
      const file = join(folder, `of-${mails}.verge`)
      const made = await command(['backup', file], at(from), memory).ended
      const restored = await command(['restore', file], at(join(folder, `to-${mails}`)), memory).ended
      peaks.push([made, restored].map(({ said }) => Number(/peak (\d+) MB/.exec(said)?.[1])))
      expect([made.code, restored.code]).toEqual([0, 0])
    }
    const [small, large] = peaks
    // The rows are at least 600 bytes each.
    expect(large![0]! - small![0]!).toBeLessThan(45)
    expect(large![1]! - small![1]!).toBeLessThan(45)
  }, 600_000)

  const other = otherMajor()
  it.skipIf(other === null)(
    'move everything to another major of PostgreSQL whose user is no superuser, and back',
    async () => {
      const from = await filled('from', 300)
      const there = join(folder, 'there.verge')
      const back = join(folder, 'back.verge')
      await command(['backup', there], at(from)).ended
      const server = await startOther(other!.bin, folder)
      const moved = { VERGE_DATA_DIR: join(folder, 'moved'), DATABASE_URL: server.url }
      expect(await command(['restore', there], moved).ended).toMatchObject({ code: 0 })
      const original = await opened(from, digests)
      expect(await digests(server.config)).toEqual(original)
      expect(await command(['backup', back], moved).ended).toMatchObject({ code: 0 })
      await server.stop()
      expect(await command(['restore', back], at(join(folder, 'home'))).ended).toMatchObject({ code: 0 })
      expect(await opened(join(folder, 'home'), digests)).toEqual(original)
    },
    120_000,
  )
})

/** Tells at the end how much memory the process held at most. */
const peakTold = `data:text/javascript,${encodeURIComponent(
  `process.on('exit', () => console.log('peak ' + Math.round(process.resourceUsage().maxRSS / 1024) + ' MB'))`,
)}`
