import type { listWebhookDeliveries as contract } from '@verge/polar/contract/webhooks'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { sql } from 'kysely'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { containing, listed, newestFirst, pageThrough } from '../listing.ts'
import { presentDelivery } from './present.ts'

/** Every try to tell an endpoint something, the latest first. */
export async function listWebhookDeliveries(
  { db }: Ports,
  actor: OrganizationActor,
  { query }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const own = db
    .selectFrom('webhook_endpoints')
    .select('id')
    .where('organization_id', '=', actor.organization_id)
    .where('deleted_at', 'is', null)
  let found = db.selectFrom('webhook_deliveries').where('endpoint_id', 'in', own)
  if (query?.endpoint_id?.length) found = found.where('endpoint_id', 'in', query.endpoint_id)
  if (query?.start_timestamp) found = found.where('created_at', '>=', query.start_timestamp)
  if (query?.end_timestamp) found = found.where('created_at', '<=', query.end_timestamp)
  if (query?.succeeded !== undefined) found = found.where('succeeded', '=', query.succeeded)
  if (query?.http_code_class) {
    const hundreds = Number(query.http_code_class[0]) * 100
    found = found.where('http_code', '>=', hundreds).where('http_code', '<', hundreds + 100)
  }
  if (query?.event_type?.length) {
    const ofType = db.selectFrom('webhook_events').select('id').where('type', 'in', query.event_type)
    found = found.where('webhook_event_id', 'in', ofType)
  }
  if (query?.query) {
    const text = containing(query.query)
    const named = db
      .selectFrom('webhook_events')
      .select('id')
      .where(({ or, eb }) => or([eb('payload', 'ilike', text), eb(sql<string>`id::text`, 'ilike', text)]))
    found = found.where('webhook_event_id', 'in', named)
  }
  const { rows, count } = await pageThrough(found, query, newestFirst)
  const ids = rows.map(({ webhook_event_id }) => webhook_event_id)
  const events =
    ids.length === 0 ? [] : await db.selectFrom('webhook_events').selectAll().where('id', 'in', ids).execute()
  const byId = new Map(events.map((event) => [event.id, event]))
  return listed(
    rows.map((row) => presentDelivery(row, byId.get(row.webhook_event_id)!)),
    count,
    query,
  )
}
