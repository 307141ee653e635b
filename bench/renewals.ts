import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { inBillingSchema } from '@verge/server/db/database'
import { startEmbeddedPostgres } from '@verge/server/db/embedded'
import { migrate } from '@verge/server/db/migrate'
import { rounded, type Figures, type LoneBenchmark } from './benchmark.ts'
import { checkBooks, fillBooks, isSettled } from './renewals/books.ts'
import { openLedger } from './renewals/ledger-processor.ts'

const parameters = {
  renewals: Number(process.env.RENEWALS ?? 100_000),
  worker_processes: Number(process.env.WORKERS ?? 2),
  seconds_between_kills: 10,
  time_outs_after_success: 0.01,
}

interface Weather {
  timeOuts: number
  killEveryMs: number | null
}

/** How fast renewals that are all due at one instant are settled: in calm weather, and in the worst. */
export const renewals: LoneBenchmark = {
  name: 'renewals',
  parameters,
  async run() {
    return {
      calm: await rush({ timeOuts: 0, killEveryMs: null }),
      'a kill every 10 s, 1 % time-outs after success': await rush({
        timeOuts: parameters.time_outs_after_success,
        killEveryMs: parameters.seconds_between_kills * 1000,
      }),
    }
  },
}

/** From the first worker's start until nothing waits any more. Afterwards the books are compared with the processor's. */
async function rush({ timeOuts, killEveryMs }: Weather): Promise<Figures> {
  const directory = mkdtempSync(join(tmpdir(), 'verge-rush-'))
  // The embedded database may run as another user than ours.
  chmodSync(directory, 0o755)
  const postgres = await startEmbeddedPostgres({ dataDirectory: directory })
  const database = postgres.config
  await migrate(database)
  const client = new pg.Client(inBillingSchema(database))
  await client.connect()
  const { close } = await openLedger(database, 0)
  await close()
  const at = new Date()
  await fillBooks(client, database, parameters.renewals, at)

  let kills = 0
  const start = () =>
    spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        join(import.meta.dirname, 'renewals/worker.ts'),
        JSON.stringify({ database, timeOuts }),
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    )
  const begun = performance.now()
  const workers = Array.from({ length: parameters.worker_processes }, start)
  let killedAt = begun
  try {
    while (!(await isSettled(client, at))) {
      await sleep(200)
      if (killEveryMs === null || performance.now() - killedAt < killEveryMs) continue
      killedAt += killEveryMs
      workers[kills % workers.length]!.kill('SIGKILL')
      workers[kills % workers.length] = start()
      kills++
    }
    const seconds = (performance.now() - begun) / 1000
    await Promise.all(workers.map(stopped))
    await checkBooks(client, parameters.renewals)
    return {
      'renewals settled': parameters.renewals,
      seconds: rounded(seconds, 1),
      'renewals per second': rounded(parameters.renewals / seconds, 0),
      kills,
      'double charges': 0,
    }
  } finally {
    for (const worker of workers) worker.kill('SIGKILL')
    await client.end()
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function stopped(worker: ChildProcess): Promise<void> {
  const ended = once(worker, 'exit')
  worker.kill('SIGTERM')
  await ended
}
