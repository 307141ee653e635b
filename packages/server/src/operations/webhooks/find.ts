import { notFound } from '@verge/polar/refusals'
import type { WebhookEndpointRow } from '../../db/tables/webhooks.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'

/** One of the organization's own that is not deleted. */
export async function requireEndpoint(
  db: Database | Tx,
  { organization_id }: OrganizationActor,
  id: string,
  { locked = false }: { locked?: boolean } = {},
): Promise<WebhookEndpointRow> {
  const endpoint = await db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('id', '=', id)
    .where('organization_id', '=', organization_id)
    .where('deleted_at', 'is', null)
    .$if(locked, (query) => query.forUpdate())
    .executeTakeFirst()
  if (!endpoint) throw notFound()
  return endpoint
}
