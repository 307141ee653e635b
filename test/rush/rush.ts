import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { inBillingSchema } from '@verge/server/db/database'
import { checkBooks, fillBooks, waitingAt } from './books.ts'
import { openLedger } from './ledger-processor.ts'

export interface Rush {
  /** How many renewals are due at one instant. */
  count: number
  /** How many processes work on them. */
  workers: number
  /** The share of charges whose answer is lost. */
  timeOuts: number
  /** One worker after the other is killed, and another takes its place. */
  killEveryMs: number | null
  /** Called when everything is prepared and the first worker starts. */
  begins?(): void
}

export interface Rushed {
  seconds: number
  /** Until all but one in a hundred were settled: the rest waits for leases and answers that were lost. */
  secondsToMost: number
  kills: number
}

/**
 * Settles them all, from the first worker's start until nothing waits any more, and compares the books with the
 * processor's. @throws with everything that does not hold
 */
export async function rush(
  database: pg.PoolConfig,
  { count, workers: size, timeOuts, killEveryMs, begins }: Rush,
): Promise<Rushed> {
  const client = new pg.Client(inBillingSchema(database))
  await client.connect()
  await (await openLedger(database, 0)).close()
  const at = new Date()
  await fillBooks(client, database, count, at)
  begins?.()
  const begun = performance.now()
  const seconds = () => (performance.now() - begun) / 1000
  const start = () => startWorker(database, timeOuts)
  const workers = Array.from({ length: size }, start)
  let kills = 0
  let secondsToMost: number | null = null
  try {
    for (let waiting = count; waiting > 0; waiting = await waitingAt(client, at)) {
      if (waiting <= count / 100) secondsToMost ??= seconds()
      await sleep(250)
      if (killEveryMs === null || seconds() * 1000 < (kills + 1) * killEveryMs) continue
      workers[kills % size]!.kill('SIGKILL')
      workers[kills % size] = start()
      kills++
    }
    const taken = seconds()
    await Promise.all(workers.map(stopped))
    await checkBooks(client, count)
    return { seconds: taken, secondsToMost: secondsToMost ?? taken, kills }
  } finally {
    for (const worker of workers) worker.kill('SIGKILL')
    await client.end()
  }
}

function startWorker(database: pg.PoolConfig, timeOuts: number): ChildProcess {
  const file = join(import.meta.dirname, 'worker.ts')
  const options = JSON.stringify({ database, timeOuts })
  return spawn(process.execPath, ['--import', 'tsx', file, options], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

async function stopped(worker: ChildProcess): Promise<void> {
  const ended = once(worker, 'exit')
  worker.kill('SIGTERM')
  const [code] = (await ended) as [number]
  if (code !== 0) throw new Error(`A worker that was told to stop ended with ${code}`)
}
