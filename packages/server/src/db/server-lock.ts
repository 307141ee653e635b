import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { processState } from './process-state.ts'

/** Which process a lock of PostgreSQL's names. */
export function lockHolder(lock: string): number {
  return Number(linesOf(lock)[0])
}

const linesOf = (lock: string) => readFileSync(lock, 'utf8').split('\n')

/**
 * The lock of a server that was killed names a number that may be somebody else's by now, in a container above all, or that of
 * a process which nobody has buried yet. PostgreSQL takes either for a server that runs. Its own parent it takes for none, and
 * then looks whether anything of the old server still writes: without a lock it would not.
 */
export function takeLockFromTheDead(lock: string): void {
  if (!existsSync(lock)) return
  const [pid, ...rest] = linesOf(lock)
  const holder = processState(Number(pid))
  const isServer = holder?.name === 'postgres' && !holder.hasEnded
  if (!holder || isServer) return
  writeFileSync(lock, [process.pid, ...rest].join('\n'))
}
