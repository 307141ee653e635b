import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { processState } from './process-state.ts'

interface Holder {
  pid: number
  host: string
  /** A pid is used again by later processes; with the start time it is not. */
  started: string | null
}

export class DataDirectoryHeld extends Error {
  readonly holder: number

  constructor(directory: string, holder: Holder) {
    const where = holder.host === hostname() ? '' : ` on ${holder.host}`
    super(
      `Another Verge (process ${holder.pid}${where}) uses ${directory}. Stop it, or choose another VERGE_DATA_DIR.`,
    )
    this.name = 'DataDirectoryHeld'
    this.holder = holder.pid
  }
}

/** The system does not let us keep anything there, told in words. */
export class DataDirectoryUnusable extends Error {
  override readonly name = 'DataDirectoryUnusable'
}

const refusals: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is on a disk that is mounted read-only',
  ENOSPC: 'its disk is full',
  ENOTDIR: 'it is not a folder',
  EEXIST: 'it is not a folder',
}

/**
 * Makes this process the directory's only holder until it lets go. What a dead process left is taken over; a living
 * one is never robbed.
 */
export function holdDataDirectory(directory: string): { release(): void } {
  try {
    return hold(directory)
  } catch (error) {
    const reason = refusals[(error as NodeJS.ErrnoException).code ?? '']
    if (!reason) throw error
    throw new DataDirectoryUnusable(
      `Verge cannot keep its data in ${directory}: ${reason}. Choose another VERGE_DATA_DIR.`,
      { cause: error },
    )
  }
}

function hold(directory: string): { release(): void } {
  mkdirSync(directory, { recursive: true, mode: 0o755 })
  const lock = join(directory, 'holder.json')
  const self = { pid: process.pid, host: hostname(), started: startOf(process.pid) }
  const mine = join(directory, `holder.${process.pid}.json`)
  writeDurably(mine, JSON.stringify(self))
  try {
    if (linkedInto(mine, lock)) return { release: () => release(lock, self) }
    const holder = readHolder(lock)
    if (holder && isAlive(holder)) throw new DataDirectoryHeld(directory, holder)
    takeOver(lock, holder, mine)
    return { release: () => release(lock, self) }
  } finally {
    rmSync(mine, { force: true })
  }
}

/** A hard link appears whole or not at all, and fails where the name is taken. */
function linkedInto(source: string, target: string): boolean {
  try {
    linkSync(source, target)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/**
 * Replaces what a dead holder left. Only one process at a time may, for each dead holder; whoever comes second finds the
 * first one's name in the lock and leaves it alone.
 */
function takeOver(lock: string, dead: Holder | null, mine: string): void {
  const right = `${lock}.after-${dead ? `${dead.pid}-${dead.started ?? 'unknown'}` : 'unreadable'}`
  if (!linkedInto(mine, right)) {
    throw new Error(
      `Another Verge is taking over ${lock}. If none is running, remove ${right} and start again.`,
    )
  }
  try {
    const now = readHolder(lock)
    if (JSON.stringify(now) !== JSON.stringify(dead)) {
      throw now
        ? new DataDirectoryHeld(dirname(lock), now)
        : new Error(`${lock} was removed meanwhile. Start again.`)
    }
    renameSync(mine, lock)
  } finally {
    rmSync(right, { force: true })
  }
}

function release(lock: string, self: Holder): void {
  const holder = readHolder(lock)
  if (holder?.pid === self.pid && holder.started === self.started) rmSync(lock, { force: true })
}

function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder
  } catch {
    return null
  }
}

function isAlive({ pid, host, started }: Holder): boolean {
  // Another host's process cannot be asked, so it counts as living.
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return started === null || startOf(pid) === started
}

/** Which run of this number it is, where the system tells it. */
function startOf(pid: number): string | null {
  const state = processState(pid)
  return state?.hasEnded ? 'ended' : (state?.started ?? null)
}

/** All that a data directory keeps beside the database; a backup takes them along. */
const secretNames = ['secret', 'access-token', 'better-auth-secret', 'webhook-secret'] as const
export type SecretName = (typeof secretNames)[number]

/** Made once, readable by the owner alone, and never made anew. */
export function readOrCreateSecret(directory: string, name: SecretName, make: () => string): string {
  const found = keptSecret(directory, name)
  if (found) return found
  writeSecret(directory, name, make())
  const secret = keptSecret(directory, name)
  // Anything signed with an empty key could be signed by anybody.
  if (!secret)
    throw new Error(
      `${join(directory, name)} is empty or cannot be read. Restore it, or remove it to have a new one made.`,
    )
  return secret
}

export function readSecrets(directory: string): Record<string, string> {
  return Object.fromEntries(
    secretNames.map((name) => [name, keptSecret(directory, name)]).filter(([, secret]) => secret !== ''),
  )
}

/** Keeps secrets that come from elsewhere. @throws DataDirectoryUnusable where the directory has others of its own */
export function adoptSecrets(directory: string, secrets: Record<string, string>): void {
  const own = readSecrets(directory)
  const names = secretNames.filter((name) => secrets[name])
  const other = names.find((name) => own[name] && own[name] !== secrets[name])
  if (other)
    throw new DataDirectoryUnusable(
      `${join(directory, other)} is another secret than the backup's. Choose an empty VERGE_DATA_DIR.`,
    )
  for (const name of names) writeSecret(directory, name, secrets[name]!)
}

function keptSecret(directory: string, name: SecretName): string {
  try {
    return readFileSync(join(directory, name), 'utf8').trim()
  } catch {
    return ''
  }
}

/** What is there already stays. */
function writeSecret(directory: string, name: SecretName, secret: string): void {
  const path = join(directory, name)
  const draft = `${path}.${process.pid}`
  writeDurably(draft, `${secret}\n`)
  linkedInto(draft, path)
  rmSync(draft, { force: true })
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600)
  writeFileSync(file, text)
  fsyncSync(file)
  closeSync(file)
}
