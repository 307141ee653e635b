import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { chromiumPath } from '../test/browser/chromium.ts'

export function describeMachine() {
  const chromium = chromiumPath()
  return {
    cpu: cpus()[0]!.model,
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    // Most questions need none.
    chromium: chromium ? output(chromium, '--version') : 'none',
  }
}

/** What was measured; changes that no commit has yet are told, results themselves aside. */
export function describeCommit(): string {
  const changes = output('git', 'status', '--porcelain', '--', '.', ':!bench/results')
  return output('git', 'rev-parse', 'HEAD') + (changes ? ' with changes' : '')
}

function output(program: string, ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' }).trim()
}
