import { addSeconds } from '../../billing/billing-period.ts'
import { failuresMax, holdsUp, isDelivered, isGivenUp, nextTry } from '../../billing/delivery.ts'
import { duesOfWebhookEvent } from '../../billing/due-work.ts'
import { secretsAt } from '../../billing/webhook-secret.ts'
import type { WebhookEndpointRow, WebhookEventRow } from '../../db/tables/webhooks.ts'
import { UnknownOutcome } from '../../ports/unknown-outcome.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { WebhookAnswer } from '../../ports/webhook-sender.ts'
import type { Claim } from '../due-work/claim.ts'
import { writeDues } from '../due-work/write.ts'
import { tellSeller } from '../emails/tell-seller.ts'
import { sideBySide } from '../turns.ts'
import { payloadOf } from './payload.ts'

/** Longer than one turn takes: so long does nobody else send to an endpoint whose worker was ended. */
const turnSeconds = 30
/** No turn reaches further. One that does was given by a clock that has stepped back since. */
const reachSeconds = 60
/** Whoever answers slowly keeps a worker for so long; then it looks at the others again. */
const patienceMs = 5_000
const eventsAtOnce = 200
const endpointsAtOnce = 32

/** Sends what these endpoints are still to be told, each its own in order, and the endpoints side by side. */
export async function deliverDue(ports: Ports, claim: Claim): Promise<void> {
  const events = await ports.db
    .selectFrom('webhook_events')
    .select('endpoint_id')
    .distinct()
    .where('id', 'in', claim.subject_ids)
    .orderBy('endpoint_id')
    .execute()
  const ids = events.map(({ endpoint_id }) => endpoint_id)
  const ends = await sideBySide(endpointsAtOnce, ids, (id) => serve(ports, claim, id))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** One worker at a time, so that nothing is overtaken. What others have claimed meanwhile is sent as well. */
async function serve(ports: Ports, claim: Claim, endpoint_id: string): Promise<void> {
  const holder = `${claim.holder}/${claim.fence}`
  if (!(await takeTurn(ports, endpoint_id, holder))) return
  const broken: (WebhookEventRow & { error: unknown })[] = []
  try {
    for (let sent = 0, spentMs = 0; sent < eventsAtOnce && spentMs < patienceMs; sent++) {
      if (broken.some((one) => holdsUp(one, ports.clock.now()))) break
      const due = await nextOf(ports, endpoint_id, broken)
      if (!due) break
      try {
        spentMs += await deliver(ports, due)
      } catch (error) {
        if (error instanceof UnknownOutcome) throw error
        broken.push({ ...due.event, error })
      }
    }
  } finally {
    await giveTurnBack(ports, endpoint_id, holder, broken)
  }
  // Each is told of where it was claimed itself; here the others only waited for it.
  const own = broken.find(({ id }) => claim.subject_ids.includes(id))
  if (own) throw own.error
}

async function takeTurn({ db, clock }: Ports, endpoint_id: string, holder: string): Promise<boolean> {
  const now = clock.now()
  const taken = await db
    .updateTable('webhook_endpoints')
    .set({ turn_until: addSeconds(now, turnSeconds), turn_holder: holder })
    .where('id', '=', endpoint_id)
    .where(({ or, eb }) =>
      or([
        eb('turn_until', 'is', null),
        eb('turn_until', '<=', now),
        eb('turn_until', '>', addSeconds(now, reachSeconds)),
      ]),
    )
    .returning('id')
    .executeTakeFirst()
  return taken !== undefined
}

/** What is left, others may take at once: until now it was held for this turn, or waited for it. */
async function giveTurnBack(
  ports: Ports,
  endpoint_id: string,
  holder: string,
  broken: readonly WebhookEventRow[],
): Promise<void> {
  const { db, clock } = ports
  await db
    .updateTable('webhook_endpoints')
    .set({ turn_until: null, turn_holder: null })
    .where('id', '=', endpoint_id)
    .where('turn_holder', '=', holder)
    .execute()
  const left = await nextOf(ports, endpoint_id, broken)
  if (!left) return
  await db
    .updateTable('due_work')
    .set({ leased_until: null, lease_holder: null, modified_at: clock.now() })
    .where('kind', '=', 'webhook')
    .where('subject_id', '=', left.event.id)
    .where('parked_at', 'is', null)
    .execute()
}

interface Due {
  event: WebhookEventRow
  endpoint: WebhookEndpointRow
}

/** The oldest that nobody has tried, or one whose next try has come, whichever is due for longer. */
async function nextOf(
  { db, clock }: Pick<Ports, 'db' | 'clock'>,
  endpoint_id: string,
  except: readonly WebhookEventRow[],
): Promise<Due | null> {
  const open = db
    .selectFrom('webhook_events')
    .selectAll()
    .where('endpoint_id', '=', endpoint_id)
    .where('next_attempt_at', 'is not', null)
    .$if(except.length > 0, (query) =>
      query.where(
        'id',
        'not in',
        except.map(({ id }) => id),
      ),
    )
    .limit(1)
  const [first, again, endpoint] = await Promise.all([
    open.where('tries', '=', 0).orderBy('position').executeTakeFirst(),
    open
      .where('tries', '>', 0)
      .where('next_attempt_at', '<=', clock.now())
      .orderBy('next_attempt_at')
      .orderBy('position')
      .executeTakeFirst(),
    // Address and key are read together, so that neither is ever used with another one's.
    db.selectFrom('webhook_endpoints').selectAll().where('id', '=', endpoint_id).executeTakeFirst(),
  ])
  const event = again && (!first || again.next_attempt_at! <= first.next_attempt_at!) ? again : first
  return event && endpoint ? { event, endpoint } : null
}

/** How long it took. */
async function deliver(ports: Ports, { event, endpoint }: Due): Promise<number> {
  if (!endpoint.enabled || endpoint.deleted_at) {
    await ports.db.transaction().execute((tx) => skip(tx, ports, endpoint.id))
    return 0
  }
  const body = event.payload ?? (await frozen(ports, event))
  const { url } = endpoint
  const secrets = secretsAt(endpoint, ports.clock.now())
  const answer = await ports.webhooks.send({ id: event.id, url, secrets, body })
  await ports.db.transaction().execute((tx) => record(tx, ports, event, answer))
  return answer.took_ms
}

/** Kept before it is sent for the first time: whoever hears it again hears the same, and so does everybody else. */
async function frozen(ports: Ports, event: WebhookEventRow): Promise<string> {
  const made = (await toldToOthers(ports, event)) ?? (await payloadOf(ports, event))
  const kept = await ports.db
    .updateTable('webhook_events')
    .set(({ fn, val, ref }) => ({ payload: fn.coalesce(ref('payload'), val(made)) }))
    .where('id', '=', event.id)
    .where('is_archived', '=', false)
    .returning('payload')
    .executeTakeFirstOrThrow()
  return kept.payload!
}

async function toldToOthers(
  { db }: Ports,
  { event_id, type, format }: WebhookEventRow,
): Promise<string | null> {
  const other = await db
    .selectFrom('webhook_events')
    .select('payload')
    .where('event_id', '=', event_id)
    .where('type', '=', type)
    .where('format', '=', format)
    .where('payload', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return other?.payload ?? null
}

/** The try is kept in any case. What follows from it counts once, for the try that was meant. */
async function record(tx: Tx, ports: Ports, sent: WebhookEventRow, answer: WebhookAnswer): Promise<void> {
  const now = ports.clock.now()
  const event = await tx
    .selectFrom('webhook_events')
    .selectAll()
    .where('id', '=', sent.id)
    .forUpdate()
    .executeTakeFirst()
  // A sandbox that began anew knows nothing of it.
  if (!event) return
  const arrived = isDelivered(answer)
  await tx
    .insertInto('webhook_deliveries')
    .values({
      id: ports.ids.uuid(),
      created_at: now,
      webhook_event_id: event.id,
      endpoint_id: event.endpoint_id,
      succeeded: arrived,
      http_code: answer.http_code,
      response: answer.response,
    })
    .execute()
  const isCurrent =
    event.tries === sent.tries && event.next_attempt_at?.getTime() === sent.next_attempt_at?.getTime()
  if (!isCurrent) return
  const tries = event.tries + 1
  const next_attempt_at = nextTry(answer, tries, now, chanceOf(ports))
  const isOver = next_attempt_at === null
  await tx
    .updateTable('webhook_events')
    .set({
      tries,
      next_attempt_at,
      last_http_code: answer.http_code,
      // What arrived once has arrived, whatever becomes of sending it again.
      succeeded: arrived || event.succeeded === true,
      modified_at: now,
      ...(isOver && { finished_at: now }),
    })
    .where('id', '=', event.id)
    .execute()
  await writeDues(tx, ports, [{ id: event.id, dues: duesOfWebhookEvent({ next_attempt_at }) }])
  if (isOver && !arrived) await giveUpIfDead(tx, ports, event.endpoint_id)
}

function chanceOf({ ids }: Pick<Ports, 'ids'>): number {
  return ids.bytes(1)[0]! / 255
}

/** An endpoint that took none of the events that were over last hears nothing more, and its owner is told. */
async function giveUpIfDead(tx: Tx, ports: Ports, endpoint_id: string): Promise<void> {
  const latest = await tx
    .selectFrom('webhook_events')
    .select('succeeded')
    .where('endpoint_id', '=', endpoint_id)
    .where('finished_at', 'is not', null)
    .where('skipped', '=', false)
    .orderBy('finished_at', 'desc')
    .orderBy('position', 'desc')
    .limit(failuresMax)
    .execute()
  if (!isGivenUp(latest.map(({ succeeded }) => succeeded === true))) return
  const now = ports.clock.now()
  const endpoint = await tx
    .updateTable('webhook_endpoints')
    .set({ enabled: false, modified_at: now })
    .where('id', '=', endpoint_id)
    .where('enabled', '=', true)
    .where('deleted_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!endpoint) return
  await skip(tx, ports, endpoint_id)
  await tellSeller(tx, ports, 'webhook_endpoint_disabled', endpoint.url, {
    organization_id: endpoint.organization_id,
    cause: `${endpoint.id}:${now.toISOString()}`,
  })
}

/** Kept, so that somebody may have it sent again. */
async function skip(tx: Tx, ports: Ports, endpoint_id: string): Promise<void> {
  const skipped = await tx
    .updateTable('webhook_events')
    .set({ skipped: true, next_attempt_at: null, modified_at: ports.clock.now() })
    .where('endpoint_id', '=', endpoint_id)
    .where('next_attempt_at', 'is not', null)
    .returning('id')
    .execute()
  const none = duesOfWebhookEvent({ next_attempt_at: null })
  await writeDues(
    tx,
    ports,
    skipped.map(({ id }) => ({ id, dues: none })),
  )
}
