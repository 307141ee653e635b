import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { Tables } from '../../db/tables.ts'
import type { Ports, Tx } from '../../ports/ports.ts'

export type Which = (eb: ExpressionBuilder<Tables, 'customer_sessions'>) => Expression<SqlBool>

/** What somebody came into the portal by; what programs alone have used goes on, as at Polar. */
export const inBrowsers: Which = ({ or, eb }) =>
  or([eb('seen_at', 'is not', null), eb('opened_by', 'is not', null)])

export async function endSessions(
  tx: Tx,
  { clock }: Pick<Ports, 'clock'>,
  customer_id: string,
  which: Which,
): Promise<void> {
  // A link that is being opened is waited for: what it opens is over too.
  await tx
    .selectFrom('customer_sessions')
    .select('id')
    .where('customer_id', '=', customer_id)
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  await tx
    .updateTable('customer_sessions')
    .set({ revoked_at: clock.now() })
    .where('customer_id', '=', customer_id)
    .where('revoked_at', 'is', null)
    .where(which)
    .execute()
}
