import type {
  getWebhookEndpoint as getContract,
  listWebhookEndpoints as listContract,
} from '@verge/polar/contract/webhooks'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { listed, newestFirst, pageThrough } from '../listing.ts'
import { requireEndpoint } from './find.ts'
import { presentEndpoint } from './present.ts'

export async function getWebhookEndpoint(
  { db }: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof getContract>,
): Promise<OutputOf<typeof getContract>> {
  return presentEndpoint(await requireEndpoint(db, actor, params.id))
}

export async function listWebhookEndpoints(
  { db }: Ports,
  actor: OrganizationActor,
  { query }: InputOf<typeof listContract>,
): Promise<OutputOf<typeof listContract>> {
  let found = db
    .selectFrom('webhook_endpoints')
    .where('organization_id', '=', actor.organization_id)
    .where('deleted_at', 'is', null)
  if (query?.organization_id?.length) found = found.where('organization_id', 'in', query.organization_id)
  const { rows, count } = await pageThrough(found, query, newestFirst)
  return listed(rows.map(presentEndpoint), count, query)
}
