import pg from 'pg'

export interface Readiness {
  /** Null, or why the database cannot be asked now, in words. */
  problem(): Promise<string | null>
  close(): Promise<void>
}

/** Asks the database over a connection of its own, so that the answer waits for nobody and keeps nobody waiting. */
export function openReadiness(config: pg.PoolConfig, withinMs = 1_000): Readiness {
  const pool = new pg.Pool({
    ...config,
    max: 1,
    connectionTimeoutMillis: withinMs,
    query_timeout: withinMs,
    statement_timeout: withinMs,
  })
  pool.on('error', () => {})
  let asking: Promise<string | null> | null = null

  async function ask(): Promise<string | null> {
    try {
      await pool.query('SELECT 1')
      return null
    } catch (error) {
      return whyNoDatabase(error) ?? 'The database cannot be reached.'
    } finally {
      asking = null
    }
  }
  return {
    // Many may ask at once: one question answers them all.
    problem: () => (asking ??= ask()),
    close: () => pool.end(),
  }
}

/** Why the database does not serve us, in words; null where the error is about something else. */
export function whyNoDatabase(error: unknown): string | null {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  if (/time(d )?out/i.test(message) || code === '57014') return 'The database does not answer in time.'
  if (code === '53300') return 'The database takes no more connections.'
  if (code === '57P03') return 'The database is starting or stopping.'
  if (code.startsWith('28')) return 'The database refuses our user or password.'
  if (code === '3D000') return 'The database does not exist.'
  if (['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT', 'EAI_AGAIN'].includes(code))
    return 'The database cannot be reached.'
  return null
}
