import type { PoolConfig } from 'pg'
import { BackupRefused } from './db/backup/refused.ts'
import { restore } from './db/backup/restore.ts'
import { backUp } from './db/backup/write.ts'
import { adoptSecrets, DataDirectoryHeld, holdDataDirectory, readSecrets } from './db/data-directory.ts'
import { openDatabase } from './db/database.ts'
import { runningPostgres, startEmbeddedPostgres } from './db/embedded.ts'
import { parkedWork, releaseParked } from './operations/due-work/parked.ts'
import { systemClock } from './ports/clock.ts'
import type { Database } from './ports/ports.ts'
import { silentQueue } from './ports/queue.ts'
import type { Settings } from './settings.ts'

/** What is done to the books from outside, each with a file to write or to read. */
export const commandsOnFiles: Record<string, (settings: Settings, file: string) => Promise<void>> = {
  async backup(settings, file) {
    const { dataDirectory } = settings
    const secrets = readSecrets(dataDirectory)
    if (!secrets['secret'])
      throw new BackupRefused(
        `${dataDirectory} has no secret. Set VERGE_DATA_DIR to the directory of the Verge that is to be backed up.`,
      )
    const made_at = systemClock.now()
    const rows = await withRunningDatabase(settings, (database) =>
      backUp(database, file, { made_at, secrets }),
    )
    console.log(
      `${file} holds ${summary(rows)}, and the secrets of ${dataDirectory}.\nWho has this file can sign in as anybody: keep it like a password.`,
    )
  },

  async restore(settings, file) {
    const { dataDirectory } = settings
    const { manifest, rows, findings } = await withOwnDatabase(settings, (database) =>
      restore(database, file, { keepSecrets: (secrets) => adoptSecrets(dataDirectory, secrets) }),
    )
    console.log(`Restored ${summary(rows)} as of ${manifest.made_at}; its secrets are in ${dataDirectory}.`)
    if (findings.length === 0) return
    console.error(`The backup itself holds what should not be:\n${findings.join('\n')}`)
    process.exitCode = 2
  },
}

export const commandsAlone: Record<string, (settings: Settings) => Promise<void>> = {
  async parked(settings) {
    const work = await withBooks(settings, (db) => parkedWork({ db }))
    for (const { kind, subject_id, due_at, parked_reason } of work)
      console.log(`${kind} ${subject_id}, due ${due_at.toISOString()}: ${parked_reason}`)
    if (work.length === 0) console.log('Nothing is parked.')
  },

  async release(settings) {
    const count = await withBooks(settings, (db) =>
      releaseParked({ db, clock: systemClock, queue: silentQueue }),
    )
    console.log(`${count} let go on. A running Verge takes them up within seconds.`)
  },
}

async function withBooks<Result>(
  settings: Settings,
  run: (db: Database) => Promise<Result>,
): Promise<Result> {
  return withRunningDatabase(settings, async (config) => {
    const db = openDatabase(config)
    try {
      return await run(db)
    } finally {
      await db.destroy()
    }
  })
}

function summary(rows: Record<string, number>): string {
  const counts = Object.values(rows)
  const total = counts.reduce((sum, count) => sum + count, 0)
  return `${total.toLocaleString('en')} rows of ${counts.length} tables`
}

type Run<Result> = (database: PoolConfig) => Promise<Result>

/** The database that others may use at the same time, a running Verge among them. */
async function withRunningDatabase<Result>(settings: Settings, run: Run<Result>): Promise<Result> {
  if (settings.databaseUrl) return run({ connectionString: settings.databaseUrl })
  try {
    return await withOwnDatabase(settings, run)
  } catch (error) {
    if (!(error instanceof DataDirectoryHeld)) throw error
    const running = await runningPostgres(settings.dataDirectory)
    if (!running) throw error
    return run(running)
  }
}

/** The database while no other Verge uses the data directory. */
async function withOwnDatabase<Result>(
  { databaseUrl, dataDirectory }: Settings,
  run: Run<Result>,
): Promise<Result> {
  const held = holdDataDirectory(dataDirectory)
  try {
    if (databaseUrl) return await run({ connectionString: databaseUrl })
    const embedded = await startEmbeddedPostgres({ dataDirectory })
    try {
      return await run(embedded.config)
    } finally {
      await embedded.stop()
    }
  } finally {
    held.release()
  }
}
