import { sql } from 'kysely'
import { systemClock, type Clock } from './clock.ts'
import type { Database } from './ports.ts'

/** Real time, shifted forward by as much as somebody moved it; the shift outlives a restart, and all processes share it. */
export interface SandboxClock extends Clock {
  /** Forward only: what has happened cannot be still to come. */
  moveTo(date: Date): Promise<void>
  /** Follows what another process did to it. */
  follow(): Promise<void>
  /** Nobody else moves it meanwhile, in this process or in another one. */
  alone<Result>(run: () => Promise<Result>): Promise<Result>
  /** Whether a world has begun by it: `begin` was called since the books were last cleared. */
  hasBegun(): Promise<boolean>
  /** From the real time, for a world that is complete now. */
  begin(): Promise<void>
}

// Any number will do, as long as every Verge takes the same one.
const lockKey = 836_255
// Whoever moves it by years may take minutes.
const limits = ['lock_timeout', 'statement_timeout']

export async function openSandboxClock(db: Database): Promise<SandboxClock> {
  let offset_ms = 0

  async function kept(): Promise<number | undefined> {
    return (await db.selectFrom('sandbox_clock').select('offset_ms').executeTakeFirst())?.offset_ms
  }

  async function follow(): Promise<void> {
    offset_ms = (await kept()) ?? 0
  }

  async function keep(next: number): Promise<void> {
    await db
      .insertInto('sandbox_clock')
      .values({ offset_ms: next })
      .onConflict((on) => on.column('id').doUpdateSet({ offset_ms: next }))
      .execute()
    offset_ms = next
  }

  await follow()
  return {
    now: () => new Date(systemClock.now().getTime() + offset_ms),
    follow,
    async moveTo(date) {
      const next = date.getTime() - systemClock.now().getTime()
      const { offset_ms: furthest } = await db
        .insertInto('sandbox_clock')
        .values({ offset_ms: Math.max(next, offset_ms) })
        .onConflict((on) =>
          on.column('id').doUpdateSet({
            offset_ms: sql<number>`greatest(sandbox_clock.offset_ms, excluded.offset_ms)`,
          }),
        )
        .returning('offset_ms')
        .executeTakeFirstOrThrow()
      offset_ms = furthest
    },
    // The lock lives on a connection of its own, and ends with it at the latest.
    alone: (run) =>
      db.connection().execute(async (connection) => {
        await sql`SELECT set_config(name, '0', false) FROM unnest(${limits}::text[]) AS name`.execute(
          connection,
        )
        await sql`SELECT pg_advisory_lock(${lockKey})`.execute(connection)
        try {
          await follow()
          return await run()
        } finally {
          await sql`SELECT pg_advisory_unlock(${lockKey})`.execute(connection)
          for (const limit of limits) await sql`RESET ${sql.raw(limit)}`.execute(connection)
        }
      }),
    hasBegun: async () => (await kept()) !== undefined,
    begin: () => keep(0),
  }
}
