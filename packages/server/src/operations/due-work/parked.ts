import type { Selectable } from 'kysely'
import { triesMax } from '../../billing/due-work.ts'
import type { DueWorkTable } from '../../db/tables/records.ts'
import type { Ports } from '../../ports/ports.ts'

export type ParkedWork = Pick<
  Selectable<DueWorkTable>,
  'kind' | 'subject_id' | 'due_at' | 'parked_at' | 'parked_reason'
>

/** What nobody works on until somebody looks at it, the longest first. */
export async function parkedWork({ db }: Pick<Ports, 'db'>, limit = 100): Promise<ParkedWork[]> {
  return db
    .selectFrom('due_work')
    .select(['kind', 'subject_id', 'due_at', 'parked_at', 'parked_reason'])
    .where('parked_at', 'is not', null)
    .orderBy('parked_at')
    .orderBy('subject_id')
    .limit(limit)
    .execute()
}

export async function countParked({ db }: Pick<Ports, 'db'>): Promise<number> {
  const { count } = await db
    .selectFrom('due_work')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('parked_at', 'is not', null)
    .executeTakeFirstOrThrow()
  return count
}

/** Parks what nobody lived to report: its workers ended while they had it, time after time. */
export async function parkVanished({ db, clock }: Pick<Ports, 'db' | 'clock'>): Promise<ParkedWork[]> {
  const now = clock.now()
  return db
    .updateTable('due_work')
    .set({
      parked_at: now,
      parked_reason: `The process that worked on it ended ${triesMax} times.`,
      leased_until: null,
      lease_holder: null,
      modified_at: now,
    })
    .where('parked_at', 'is', null)
    .where('due_at', '<=', now)
    .where('tries', '>=', triesMax)
    .where('leased_until', '<=', now)
    .returning(['kind', 'subject_id', 'due_at', 'parked_at', 'parked_reason'])
    .execute()
}

/** Somebody has looked: all that is parked goes on, also what the guard against a wrong clock held back. Says how much. */
export async function releaseParked({
  db,
  clock,
  queue,
}: Pick<Ports, 'db' | 'clock' | 'queue'>): Promise<number> {
  const now = clock.now()
  return db.transaction().execute(async (tx) => {
    const released = await tx
      .updateTable('due_work')
      .set({ parked_at: null, parked_reason: null, released_at: now, tries: 0, modified_at: now })
      .where('parked_at', 'is not', null)
      .returning('subject_id')
      .execute()
    if (released.length > 0) await queue.wake(tx, [now])
    return released.length
  })
}
