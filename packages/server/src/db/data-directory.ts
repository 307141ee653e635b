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
import { join } from 'node:path'

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

/**
 * Makes this process the directory's only holder until it lets go. What a dead process left is taken over; a living
 * one is never robbed.
 */
export function holdDataDirectory(directory: string): { release(): void } {
  mkdirSync(directory, { recursive: true, mode: 0o755 })
  const lock = join(directory, 'holder.json')
  const self = { pid: process.pid, host: hostname(), started: startOf(process.pid) }
  const mine = join(directory, `holder.${process.pid}.json`)
  writeDurably(mine, JSON.stringify(self))
  try {
    for (let tries = 0; tries < 10; tries++) {
      if (linkedInto(mine, lock)) return { release: () => release(lock, self) }
      const holder = readHolder(lock)
      if (holder && isAlive(holder)) throw new DataDirectoryHeld(directory, holder)
      discard(lock, holder)
    }
    throw new Error(`Several processes fight over ${directory}; none of them could take it.`)
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

/** Moved aside before it is judged again: of two that find the same dead holder, one moves a file that is still it. */
function discard(lock: string, dead: Holder | null): void {
  const aside = `${lock}.${process.pid}.stale`
  try {
    renameSync(lock, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const moved = readHolder(aside)
  if (moved && isAlive(moved) && moved.pid !== dead?.pid) linkedInto(aside, lock)
  rmSync(aside, { force: true })
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

/** The kernel's start time of a process, where the system tells it. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A dead process that nobody has waited for yet holds nothing.
    return fields[0] === 'Z' ? 'ended' : (fields[19] ?? null)
  } catch {
    return null
  }
}

/** Made once, readable by the owner alone, and never made anew. */
export function readOrCreateSecret(directory: string, name: string, make: () => string): string {
  const path = join(directory, name)
  const kept = () => {
    try {
      return readFileSync(path, 'utf8').trim()
    } catch {
      return ''
    }
  }
  if (kept()) return kept()
  const draft = `${path}.${process.pid}`
  writeDurably(draft, `${make()}\n`)
  linkedInto(draft, path)
  rmSync(draft, { force: true })
  return kept()
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600)
  writeFileSync(file, text)
  fsyncSync(file)
  closeSync(file)
}
