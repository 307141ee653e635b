import type { BetterAuthOptions } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { Pool, type PoolConfig } from 'pg'

/** Users and sessions live apart from the books, so that either can be dumped or moved alone. */
const schema = 'verge_app'
/** Two processes that start together take turns; the number only has to be nobody else's. */
const migrationLock = 7_204_116_001

export async function openAuthDatabase(config: PoolConfig): Promise<Pool> {
  const options = `${config.options ?? ''} -c search_path=${schema}`.trim()
  const pool = new Pool({ ...config, options })
  // A connection that breaks is replaced at the next query, idle or in use; unheard, it would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  await pool.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
  return pool
}

/** Creates what Better Auth's tables lack; running it again changes nothing. */
export async function migrateAuth(auth: { options: BetterAuthOptions }, pool: Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock])
    const { runMigrations } = await getMigrations(auth.options)
    await runMigrations()
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [migrationLock])
    client.release()
  }
}
