import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const memory = '/dev/shm'
/** A run takes some three of them, beside what its processes take. */
const roomNeeded = 4 * 1024 ** 3

/**
 * An empty folder for all that a run makes and nobody keeps. It is in memory where that has the room: half of what a run waits
 * for is a disk that keeps databases and installations safe from a power cut. What a killed process has written stays in either.
 */
export function folderToThrowAway(): string {
  const place = hasRoom() ? memory : tmpdir()
  // The same for each run of one clone, so that what a run that was cut off has left is not left for ever.
  const name = createHash('sha256').update(process.cwd()).digest('hex').slice(0, 8)
  const folder = join(place, `verge-tests-${name}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  // PostgreSQL runs under an account of its own.
  chmodSync(folder, 0o755)
  return folder
}

function hasRoom(): boolean {
  if (!existsSync(memory)) return false
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > roomNeeded && process.availableMemory() > 2 * roomNeeded
}
