import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@verge/server/db/embedded'
import { migrate } from '@verge/server/db/migrate'
import { rush } from '../test/rush/rush.ts'
import { rounded, type Figures, type LoneBenchmark } from './benchmark.ts'
import { secondsBelow } from './processor-time.ts'

const parameters = {
  renewals: Number(process.env.RENEWALS ?? 100_000),
  worker_processes: 2,
  seconds_between_kills: 10,
  time_outs_after_success: 0.01,
}

/** How fast renewals that are all due at one instant are settled: in calm weather, and in the worst. */
export const renewals: LoneBenchmark = {
  name: 'renewals',
  parameters,
  async run() {
    return {
      calm: await measured({ timeOuts: 0, killEveryMs: null }),
      'a kill every 10 s, 1 % time-outs after success': await measured({
        timeOuts: parameters.time_outs_after_success,
        killEveryMs: parameters.seconds_between_kills * 1000,
      }),
    }
  },
}

/** On new data each time. Books that do not agree with the processor's end the benchmark. */
async function measured(weather: { timeOuts: number; killEveryMs: number | null }): Promise<Figures> {
  const directory = mkdtempSync(join(tmpdir(), 'verge-rush-'))
  // The embedded database may run as another user than ours.
  chmodSync(directory, 0o755)
  const postgres = await startEmbeddedPostgres({ dataDirectory: directory })
  try {
    await migrate(postgres.config)
    const { renewals: count, worker_processes: workers } = parameters
    const before = { postgres: 0, workers: 0 }
    const used = () => ({ postgres: secondsBelow(postgres.pid), workers: secondsBelow(process.pid) })
    const begins = () => void Object.assign(before, used())
    const { seconds, secondsToMost, kills } = await rush(postgres.config, {
      count,
      workers,
      begins,
      ...weather,
    })
    const after = used()
    return {
      'renewals settled': count,
      seconds: rounded(seconds, 1),
      'seconds to 99 %': rounded(secondsToMost, 1),
      'renewals per second': rounded(count / seconds, 0),
      kills,
      'double charges': 0,
      // What limits the figure: two cores give 2,000 of these in a second.
      "PostgreSQL's ms of a core per renewal": rounded(((after.postgres - before.postgres) * 1000) / count),
      "the workers' ms of a core per renewal": rounded(((after.workers - before.workers) * 1000) / count),
    }
  } finally {
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}
