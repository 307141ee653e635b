import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { processState } from './process-state.ts'

/** Which process a lock of PostgreSQL's names. */
export function lockHolder(lock: string): number {
  return Number(readFileSync(lock, 'utf8').split('\n')[0])
}

/**
 * The lock of a server that was killed names a number that may be somebody else's by now, in a container above all, or that of
 * a process which nobody has buried yet. PostgreSQL takes either for a server that runs. Its own parent it takes for none, and
 * then looks whether anything of the old server still writes: without a lock it would not.
 */
export function takeLockFromTheDead(lock: string): void {
  if (!existsSync(lock)) return
  const holder = processState(lockHolder(lock))
  const isServer = holder?.name === 'postgres' && !holder.hasEnded
  if (!holder || isServer) return
  const [, ...rest] = readFileSync(lock, 'utf8').split('\n')
  writeFileSync(lock, [process.pid, ...rest].join('\n'))
}
