import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { join } from 'node:path'

/** In the process that is to be killed: says that it is there, and does nothing more for ever. */
export function standStill(): void {
  writeSync(1, 'here')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

/** Lets a process of its own do the task until it stands still, and kills it there. */
export async function killStandingStill(script: string, task: object): Promise<void> {
  const path = join(import.meta.dirname, script)
  const child = spawn(process.execPath, ['--import', 'tsx', path, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const [said] = (await Promise.race([once(child.stdout, 'data'), ended])) as [unknown]
  if (String(said) !== 'here') throw new Error(`${script} ended before it stood still: ${String(said)}`)
  child.kill('SIGKILL')
  await ended
}
