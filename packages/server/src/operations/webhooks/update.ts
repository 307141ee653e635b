import type {
  deleteWebhookEndpoint as deleteContract,
  resetWebhookSecret as resetContract,
  updateWebhookEndpoint as contract,
} from '@verge/polar/contract/webhooks'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid } from '@verge/polar/refusals'
import type { Updateable } from 'kysely'
import { secretsAfter } from '../../billing/webhook-secret.ts'
import type { WebhookEndpointTable } from '../../db/tables/webhooks.ts'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { eventsOf, newWebhookSecret, refuseAddress } from './create.ts'
import { requireEndpoint } from './find.ts'
import { presentEndpoint } from './present.ts'

/** What waits to be sent goes to the new address, signed with the new secret; the one before signs beside it for a day. */
export async function updateWebhookEndpoint(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { url, name, format, events, enabled, secret, api_version } = body
  const before = await requireEndpoint(ports.db, actor, params.id)
  if (url) refuseAddress(ports, url)
  // One that was taken under another setting, or was always wrong.
  const problem = enabled ? ports.webhooks.problemOf(url ?? before.url) : null
  if (problem) throw invalid(['body', 'enabled'], problem, enabled)
  return write(ports, actor, params.id, {
    ...(url && { url }),
    ...(name !== undefined && { name }),
    ...(format && { format }),
    ...(events && { events: eventsOf(events) }),
    ...(typeof enabled === 'boolean' && { enabled }),
    ...(secret && { secret }),
    ...(api_version && { api_version }),
  })
}

export async function resetWebhookSecret(
  ports: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof resetContract>,
): Promise<OutputOf<typeof resetContract>> {
  return write(ports, actor, params.id, { secret: newWebhookSecret(ports) })
}

/** What it was still to be told is skipped when it is its turn; what it was sent stays on record. */
export async function deleteWebhookEndpoint(
  ports: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof deleteContract>,
): Promise<void> {
  await write(ports, actor, params.id, { deleted_at: ports.clock.now(), enabled: false })
}

async function write(
  { db, clock }: Ports,
  actor: OrganizationActor,
  id: string,
  set: Updateable<WebhookEndpointTable>,
) {
  const now = clock.now()
  return db.transaction().execute(async (tx) => {
    // Of two that change the secret at once the second one follows the first.
    const before = await requireEndpoint(tx, actor, id, { locked: true })
    const endpoint = await tx
      .updateTable('webhook_endpoints')
      .set({ ...set, ...secretsAfter(before, set, now), modified_at: now })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    return presentEndpoint(endpoint)
  })
}

/** What signs no more is kept no longer than the next look. */
export async function forgetPreviousSecrets({ db, clock }: Pick<Ports, 'db' | 'clock'>): Promise<void> {
  await db
    .updateTable('webhook_endpoints')
    .set({ previous_secret: null, previous_secret_until: null })
    .where('previous_secret_until', '<=', clock.now())
    .execute()
}
