import type { redeliverWebhookEvent as contract } from '@verge/polar/contract/webhooks'
import type { InputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import { duesOfWebhookEvent } from '../../billing/due-work.ts'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { writeDues } from '../due-work/write.ts'

/** The same bytes under the same id, in a new series of tries. What is on its way anyhow goes at once. */
export async function redeliverWebhookEvent(
  ports: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof contract>,
): Promise<void> {
  const { db, clock } = ports
  const next_attempt_at = clock.now()
  await db.transaction().execute(async (tx) => {
    const own = tx
      .selectFrom('webhook_endpoints')
      .select('id')
      .where('organization_id', '=', actor.organization_id)
      .where('deleted_at', 'is', null)
    const event = await tx
      .updateTable('webhook_events')
      .set({ next_attempt_at, tries: 0, skipped: false, finished_at: null, modified_at: next_attempt_at })
      .where('id', '=', params.id)
      .where('endpoint_id', 'in', own)
      .where('is_archived', '=', false)
      .returning('id')
      .executeTakeFirst()
    if (!event) throw notFound()
    await writeDues(tx, ports, [{ id: event.id, dues: duesOfWebhookEvent({ next_attempt_at }) }])
  })
}
