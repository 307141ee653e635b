import type { ReminderTable } from '../../db/tables/records.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'

/** Notes how it ended, once. Says whether nobody had before. */
export async function noteReminder(
  tx: Tx,
  { clock }: Pick<Ports, 'clock'>,
  key: string,
  outcome: ReminderTable['outcome'],
): Promise<boolean> {
  const noted = await tx
    .insertInto('reminders')
    .values({ key, created_at: clock.now(), outcome })
    .onConflict((on) => on.column('key').doNothing())
    .returning('key')
    .executeTakeFirst()
  return noted !== undefined
}

/** Those of them that are over. */
export async function notedReminders(
  db: Database | Tx,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set()
  const rows = await db.selectFrom('reminders').select('key').where('key', 'in', keys).execute()
  return new Set(rows.map(({ key }) => key))
}
