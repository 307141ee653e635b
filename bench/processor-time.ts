import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

/** Processor time of all that a process started, of those that have ended too, as Linux counts it. */
export function secondsBelow(parent: number): number {
  const ofEnded = fieldsOf(parent).slice(13, 15)
  const ofRunning = idsBelow(parent).flatMap((pid) => fieldsOf(pid).slice(11, 13))
  return [...ofEnded, ...ofRunning].reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond
}

/** The running processes that a process started. */
export function idsBelow(parent: number): number[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return ids.map(Number).filter((pid) => fieldsOf(pid)[1] === String(parent))
}

/** Of the process itself, whatever it started aside. */
export function secondsOf(pid: number): number {
  const ticks = fieldsOf(pid).slice(11, 13)
  return ticks.reduce((sum, some) => sum + Number(some), 0) / ticksPerSecond
}

/** What /proc tells of it, from the state on. */
function fieldsOf(pid: number): string[] {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return line.slice(line.lastIndexOf(')') + 2).split(' ')
  } catch {
    // It has ended meanwhile.
    return []
  }
}
