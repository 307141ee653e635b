import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Course, SimulationFailure } from './simulate.ts'

/** A course that failed once, shrunk, and what did not hold then. It is gone through for ever. */
export interface Case extends Course {
  failed: string
}

const folder = join(import.meta.dirname, 'cases')

export function keptCases(): { name: string; course: Case }[] {
  return readdirSync(folder)
    .toSorted()
    .map((file) => ({
      name: file.replace('.json', ''),
      course: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Case,
    }))
}

export function keepCase(name: string, { course, message }: SimulationFailure): void {
  const [failed = ''] = message.split('\n')
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ failed, ...course }, null, 2)}\n`)
}
