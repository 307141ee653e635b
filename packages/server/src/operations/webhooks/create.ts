import type { createWebhookEndpoint as contract } from '@verge/polar/contract/webhooks'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { refuseForeignOrganization } from '../organizations/refuse-foreign.ts'
import { newToken } from '../customer-sessions/token.ts'
import { presentEndpoint } from './present.ts'

export async function createWebhookEndpoint(
  ports: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { db, clock, ids } = ports
  refuseForeignOrganization(actor, body.organization_id)
  refuseAddress(ports, body.url)
  const endpoint = await db
    .insertInto('webhook_endpoints')
    .values({
      id: ids.uuid(),
      created_at: clock.now(),
      modified_at: null,
      deleted_at: null,
      organization_id: actor.organization_id,
      url: body.url,
      name: body.name ?? null,
      format: body.format,
      secret: body.secret ?? newWebhookSecret(ports),
      events: eventsOf(body.events),
      enabled: true,
      api_version: body.api_version ?? '2026-04',
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return presentEndpoint(endpoint)
}

/** What cannot be public is refused at once. Where a name leads to is looked at anew for each try. */
export function refuseAddress({ webhooks }: Pick<Ports, 'webhooks'>, url: string): void {
  const problem = webhooks.problemOf(url)
  if (problem) throw invalid(['body', 'url'], problem, url)
}

export function newWebhookSecret(ports: Pick<Ports, 'ids'>): string {
  return newToken('whsec_', ports)
}

/** Each type once, as it is told once. */
export function eventsOf(events: readonly string[]): string {
  return JSON.stringify([...new Set(events)])
}
