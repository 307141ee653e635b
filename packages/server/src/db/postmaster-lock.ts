import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Which process the lock on these data names; null: there is none. */
export function lockHolder(data: string): number | null {
  const lock = join(data, 'postmaster.pid')
  if (!existsSync(lock)) return null
  return Number(readFileSync(lock, 'utf8').split('\n')[0])
}

/**
 * The lock of a server that was killed names a number that may be somebody else's by now, in a container above all, or that of
 * a process which nobody has buried yet. PostgreSQL takes either for a server that runs. Its own parent it takes for none, and
 * then looks whether anything of the old server still writes: without a lock it would not.
 */
export function takeLockFromTheDead(data: string): void {
  const holder = lockHolder(data)
  if (holder === null || !isAnythingElse(holder)) return
  const lock = join(data, 'postmaster.pid')
  const [, ...rest] = readFileSync(lock, 'utf8').split('\n')
  writeFileSync(lock, [process.pid, ...rest].join('\n'))
}

/** Whether there is a process of this number, and it is no server that runs. Nobody can tell where there is no `/proc`. */
function isAnythingElse(pid: number): boolean {
  const about = `/proc/${pid}/stat`
  if (!existsSync(about)) return false
  const [, name, state] = /^\d+ \((.*)\) (\w)/s.exec(readFileSync(about, 'utf8')) ?? []
  return name !== 'postgres' || state === 'Z'
}
