import { systemClock, type Clock } from './clock.ts'
import type { Database } from './ports.ts'

/** Real time, shifted forward by as much as somebody moved it; the shift outlives a restart. */
export interface SandboxClock extends Clock {
  /** Forward only: what has happened cannot be still to come. */
  moveTo(date: Date): Promise<void>
  /** Whether a world has begun by it: `begin` was called since the books were last cleared. */
  hasBegun(): Promise<boolean>
  /** From the real time, for a world that is complete now. */
  begin(): Promise<void>
}

export async function openSandboxClock(db: Database): Promise<SandboxClock> {
  const kept = await db.selectFrom('sandbox_clock').select('offset_ms').executeTakeFirst()
  let offset_ms = kept?.offset_ms ?? 0

  async function keep(next: number): Promise<void> {
    await db
      .insertInto('sandbox_clock')
      .values({ offset_ms: next })
      .onConflict((on) => on.column('id').doUpdateSet({ offset_ms: next }))
      .execute()
    offset_ms = next
  }

  return {
    now: () => new Date(systemClock.now().getTime() + offset_ms),
    async moveTo(date) {
      const next = date.getTime() - systemClock.now().getTime()
      if (next > offset_ms) await keep(next)
    },
    hasBegun: async () =>
      (await db.selectFrom('sandbox_clock').select('offset_ms').executeTakeFirst()) !== undefined,
    begin: () => keep(0),
  }
}
