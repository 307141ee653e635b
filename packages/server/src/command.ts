import type { PoolConfig } from 'pg'
import { BackupRefused } from './db/backup/refused.ts'
import { restore } from './db/backup/restore.ts'
import { backUp } from './db/backup/write.ts'
import { adoptSecrets, DataDirectoryHeld, holdDataDirectory, readSecrets } from './db/data-directory.ts'
import { runningPostgres, startEmbeddedPostgres } from './db/embedded.ts'
import { systemClock } from './ports/clock.ts'
import { readSettings, type Settings } from './settings.ts'
import { wordsFor } from './told.ts'

const usage = `verge backup <file>    everything that Verge keeps, as it stands at this instant
verge restore <file>   into an empty database and a VERGE_DATA_DIR without secrets of its own`

const commands: Record<string, (settings: Settings, file: string) => Promise<void>> = {
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

const [name = '', file, ...more] = process.argv.slice(2)
const command = commands[name]
if (!command || !file || more.length > 0) {
  console.error(usage)
  process.exit(64)
}
try {
  await command(readSettings(process.env, process.cwd()), file)
} catch (error) {
  const words = wordsFor(error)
  if (words === null) throw error
  console.error(words)
  process.exitCode = 1
}
