import { addDays } from '../../billing/billing-period.ts'
import type { Ports } from '../../ports/ports.ts'

/** Uploads that nobody finished within a day. */
export async function forgetUnfinishedFiles({ db, clock }: Pick<Ports, 'db' | 'clock'>): Promise<void> {
  await db
    .deleteFrom('files')
    .where('uploaded_at', 'is', null)
    .where('created_at', '<=', addDays(clock.now(), -1))
    .where('deleted_at', 'is', null)
    .execute()
}
