import { createHash } from 'node:crypto'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openDatabase } from './database.ts'
import { DataDirectoryHeld, holdDataDirectory, readOrCreateSecret } from './data-directory.ts'
import { startEmbeddedPostgres } from './embedded.ts'
import { migrate } from './migrate.ts'
import { processState } from './process-state.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'verge-data-'))
  // PostgreSQL's own account has to reach what it owns.
  chmodSync(directory, 0o755)
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Another process that runs a few lines with these modules and then waits. */
async function another(lines: string) {
  const script = `
    const { holdDataDirectory } = await import(${JSON.stringify(new URL('data-directory.ts', import.meta.url).href)})
    const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL('embedded.ts', import.meta.url).href)})
    const directory = ${JSON.stringify(directory)}
    ${lines}
    console.log('ready'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [first] = (await once(child.stdout, 'data')) as [Buffer]
  return Object.assign(child, { words: String(first) })
}

/** It buries nobody meanwhile. */
function stopForNow(starter: ChildProcess): void {
  starter.kill('SIGSTOP')
  onTestFinished(() => void starter.kill('SIGKILL'))
}

describe('a data directory', () => {
  it('has one holder, and a second process is refused with its pid', async () => {
    const holder = await another('holdDataDirectory(directory)')
    expect(() => holdDataDirectory(directory)).toThrow(`process ${holder.pid}`)
    expect(() => holdDataDirectory(directory)).toThrow(DataDirectoryHeld)
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    holdDataDirectory(directory).release()
  })

  it('is taken over from a process whose pid belongs to somebody else by now', () => {
    const stale = JSON.stringify({ pid: process.ppid, host: hostname(), started: '1' })
    writeFileSync(join(directory, 'holder.json'), stale)
    const held = holdDataDirectory(directory)
    expect(() => holdDataDirectory(directory)).toThrow(`process ${process.pid}`)
    held.release()
  })

  it('left by a dead process goes to one of several that want it', async () => {
    const stale = JSON.stringify({ pid: process.ppid, host: hostname(), started: '1' })
    writeFileSync(join(directory, 'holder.json'), stale)
    const wanted = Array.from({ length: 6 }, () =>
      another('try { holdDataDirectory(directory); console.log("held") } catch { console.log("refused") }'),
    )
    const words = await Promise.all(wanted.map(async (child) => (await child).words))
    expect(words.filter((word) => word.startsWith('held'))).toHaveLength(1)
    for (const child of wanted) (await child).kill('SIGKILL')
  })

  it('with an empty secret is refused, for an empty key signs for anybody', () => {
    writeFileSync(join(directory, 'secret'), '')
    expect(() => readOrCreateSecret(directory, 'secret', () => 'new')).toThrow('is empty')
  })

  it('keeps a secret that only its owner reads, and never makes it anew', () => {
    expect(readOrCreateSecret(directory, 'secret', () => 'first')).toBe('first')
    expect(readOrCreateSecret(directory, 'secret', () => 'second')).toBe('first')
    expect(statSync(join(directory, 'secret')).mode & 0o777).toBe(0o600)
  })
})

describe('the embedded PostgreSQL', () => {
  it('gives nothing away to a link that somebody planted where its socket goes', async () => {
    const name = createHash('sha256').update(join(directory, 'postgresql')).digest('hex').slice(0, 16)
    const planted = join(tmpdir(), `verge-${name}`)
    symlinkSync(directory, planted)
    const owner = statSync(directory).uid
    await expect(startEmbeddedPostgres({ dataDirectory: directory })).rejects.toThrow(
      'belongs to somebody else',
    )
    expect(statSync(directory).uid).toBe(owner)
    rmSync(planted)
  })

  it('says in words that another major version wrote the data', async () => {
    mkdirSync(join(directory, 'postgresql'))
    writeFileSync(join(directory, 'postgresql/PG_VERSION'), '17\n')
    const starting = startEmbeddedPostgres({ dataDirectory: directory })
    await expect(starting).rejects.toThrow('was written by PostgreSQL 17, and this is 18')
  })

  it('runs below a folder that only its owner may enter', async () => {
    chmodSync(directory, 0o700)
    const { config, stop } = await startEmbeddedPostgres({ dataDirectory: directory })
    const db = openDatabase(config)
    expect((await sql<{ one: number }>`SELECT 1 AS one`.execute(db)).rows).toEqual([{ one: 1 }])
    await db.destroy()
    await stop()
  })

  it('ends without a word where its journal is gone already, as when its folder goes with it', async () => {
    const { pid, stop } = await startEmbeddedPostgres({ dataDirectory: directory })
    rmSync(join(directory, 'postgresql.log'))
    await stop()
    await vi.waitFor(() => expect(processState(pid)).toBeNull())
  })

  it('keeps what was committed when its starter is killed, and is adopted', async () => {
    const starter = await another('await startEmbeddedPostgres({ dataDirectory: directory })')
    const first = await startEmbeddedPostgres({ dataDirectory: directory })
    await migrate(first.config)
    await migrate(first.config)
    const before = openDatabase(first.config)
    await before.insertInto('sandbox_clock').values({ offset_ms: 8_000_000_000 }).execute()
    await before.destroy()
    starter.kill('SIGKILL')
    await once(starter, 'exit')
    const adopted = await startEmbeddedPostgres({ dataDirectory: directory })
    expect(adopted.pid).toBe(first.pid)
    await adopted.stop()
    const again = await startEmbeddedPostgres({ dataDirectory: directory })
    const after = openDatabase(again.config)
    expect(await after.selectFrom('sandbox_clock').select('offset_ms').executeTakeFirst()).toEqual({
      offset_ms: 8_000_000_000,
    })
    await after.destroy()
    await again.stop()
  })

  it('waits for one that runs and is too busy to answer, and adopts it', async () => {
    const first = await startEmbeddedPostgres({ dataDirectory: directory })
    process.kill(first.pid, 'SIGSTOP')
    const starting = startEmbeddedPostgres({ dataDirectory: directory })
    setTimeout(() => process.kill(first.pid, 'SIGCONT'), 6_000)
    const adopted = await starting
    expect(adopted.pid).toBe(first.pid)
    await adopted.stop()
  })

  it('starts where a killed one’s number is somebody else’s by now', async () => {
    const first = await startEmbeddedPostgres({ dataDirectory: directory })
    const locks = [
      join(directory, 'postgresql/postmaster.pid'),
      join(String(first.config.host), '.s.PGSQL.5432.lock'),
    ]
    process.kill(first.pid, 'SIGKILL')
    // PostgreSQL minds nobody of another account.
    const somebody = spawn('sleep', ['60'], { uid: statSync(locks[0]!).uid })
    onTestFinished(() => void somebody.kill())
    for (const lock of locks) {
      const [, ...rest] = readFileSync(lock, 'utf8').split('\n')
      writeFileSync(lock, [somebody.pid, ...rest].join('\n'))
    }
    const second = await startEmbeddedPostgres({ dataDirectory: directory })
    expect([first.pid, somebody.pid]).not.toContain(second.pid)
    await second.stop()
  })

  it('starts beside one that was killed and that nobody has buried', async () => {
    const starter = await another('await startEmbeddedPostgres({ dataDirectory: directory })')
    const killed = Number(readFileSync(join(directory, 'postgresql/postmaster.pid'), 'utf8').split('\n')[0])
    stopForNow(starter)
    process.kill(killed, 'SIGKILL')
    const second = await startEmbeddedPostgres({ dataDirectory: directory })
    expect(second.pid).not.toBe(killed)
    await second.stop()
  })

  it('is stopped also where nobody buries it', async () => {
    const starter = await another('await startEmbeddedPostgres({ dataDirectory: directory })')
    const adopted = await startEmbeddedPostgres({ dataDirectory: directory })
    stopForNow(starter)
    await expect(adopted.stop()).resolves.toBeUndefined()
  }, 20_000)
})
