import { keptSince } from '../../billing/delivery.ts'
import type { Ports } from '../../ports/ports.ts'

const atOnce = 1_000

/** Forgets what was sent long ago, but for the fact. Says how much there was. */
export async function archiveWebhookEvents({ db, clock }: Pick<Ports, 'db' | 'clock'>): Promise<number> {
  const now = clock.now()
  for (let archived = 0; ;) {
    const old = db
      .selectFrom('webhook_events')
      .select('id')
      .where('created_at', '<', keptSince(now))
      .where('is_archived', '=', false)
      .where('next_attempt_at', 'is', null)
      .limit(atOnce)
    const { numUpdatedRows } = await db
      .updateTable('webhook_events')
      .set({ payload: null, is_archived: true, modified_at: now })
      .where('id', 'in', old)
      .where('next_attempt_at', 'is', null)
      .executeTakeFirstOrThrow()
    archived += Number(numUpdatedRows)
    if (numUpdatedRows < BigInt(atOnce)) return archived
  }
}
