import { DataDirectoryHeld } from '@verge/server/db/data-directory'
import { startServer } from '@verge/server/main'
import { SettingProblem } from '@verge/server/settings'
import { seedPeople } from './test/people/seed.ts'

try {
  const server = await startServer(process.env, { seed: seedPeople })
  console.log(`Polar's API answers on ${server.url}/v1`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)))
  }
} catch (error) {
  if (!(error instanceof DataDirectoryHeld || error instanceof SettingProblem)) throw error
  console.error(error.message)
  process.exitCode = 1
}
