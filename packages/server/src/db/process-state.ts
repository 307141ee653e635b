import { readFileSync } from 'node:fs'

interface ProcessState {
  name: string
  /** Dead, and nobody has waited for it yet: it holds nothing any more. */
  hasEnded: boolean
  /** When it began, in the kernel's own count: its number is given to others later, and this with it to nobody. */
  started: string | null
}

/** What the kernel tells of a process; null: there is none, or the system tells nothing. */
export function processState(pid: number): ProcessState | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = stat.lastIndexOf(')')
    const fields = stat.slice(end + 2).split(' ')
    return {
      name: stat.slice(stat.indexOf('(') + 1, end),
      hasEnded: fields[0] === 'Z',
      started: fields[19] ?? null,
    }
  } catch {
    return null
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return processState(pid)?.hasEnded !== true
}
