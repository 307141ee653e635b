import { sql, type RawBuilder } from 'kysely'
import type { MeterRow } from '../../db/tables/usage.ts'
import { recordsOf } from '../../db/rows.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { counts } from './counting.ts'

/**
 * Notes for whom these meters count something among these events. In one order for everybody, so that two who tell of the
 * same customers at once wait for each other and not in a circle.
 */
export async function noticeUsage(
  tx: Tx,
  { clock, ids }: Pick<Ports, 'clock' | 'ids'>,
  meters: readonly MeterRow[],
  among: RawBuilder<boolean>,
): Promise<void> {
  if (meters.length === 0) return
  const each = meters.map(
    ({ id, organization_id, filter }) =>
      sql`SELECT DISTINCT organization_id, customer_id, ${id}::uuid AS meter_id FROM usage_events
        WHERE organization_id = ${organization_id} AND customer_id IS NOT NULL AND ${among} AND ${counts(filter)}`,
  )
  const { rows: found } = await sql<object>`
    SELECT * FROM (${sql.join(each, sql` UNION ALL `)}) AS found ORDER BY customer_id, meter_id
  `.execute(tx)
  if (found.length === 0) return
  const now = clock.now()
  const rows = found.map((one) => ({ ...one, id: ids.uuid(), created_at: now, modified_at: now }))
  await sql`
    INSERT INTO customer_meters (id, created_at, modified_at, organization_id, customer_id, meter_id)
    SELECT id, created_at, modified_at, organization_id, customer_id, meter_id FROM ${recordsOf('customer_meters', rows)}
    ON CONFLICT (customer_id, meter_id) DO UPDATE SET modified_at = excluded.modified_at
  `.execute(tx)
}

export function countingMeters(tx: Tx, organization_id: string): Promise<MeterRow[]> {
  return tx
    .selectFrom('meters')
    .selectAll()
    .where('organization_id', '=', organization_id)
    .where('archived_at', 'is', null)
    .orderBy('id')
    .execute()
}
