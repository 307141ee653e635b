import { sql } from 'kysely'
import * as z from 'zod'
import type { WebhookEventType } from '@verge/polar/contract/webhooks'
import { duesOfWebhookEvent } from '../../billing/due-work.ts'
import { insertRows } from '../../db/rows.ts'
import type { WebhookEndpointRow } from '../../db/tables/webhooks.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import { writeDues } from '../due-work/write.ts'
import { bodyOf } from './body.ts'

interface Happened {
  organization_id: string
  created_at: Date
  type: WebhookEventType
  /** The event that tells of it: what is sent is made of that, as it is sent first. */
  event_id: string | null
  /** Where there is no such event: what is sent, as the seller's API shows it. */
  data?: unknown
}

/**
 * Everybody who wants to hear of it is told: one row for each endpoint, in the transaction of what happened and in its
 * order. Endpoints that are made later hear of what happens later.
 */
export async function announce(
  tx: Tx,
  ports: Recorder,
  endpoints: readonly Listening[],
  happened: readonly Happened[],
): Promise<void> {
  const events = happened.flatMap((one) =>
    endpoints.filter((endpoint) => wants(endpoint, one)).map((endpoint) => told(ports, endpoint, one)),
  )
  await insertRows(tx, 'webhook_events', events)
  await writeDues(
    tx,
    ports,
    events.map((event) => ({ id: event.id, dues: duesOfWebhookEvent(event) })),
  )
}

interface Resource {
  organization_id: string
  created_at: Date
  modified_at: Date | null
}

/** Of what is kept without versions: as it stands now, in the transaction that changed it. */
export async function announceResource<Presented extends Resource>(
  tx: Tx,
  ports: Recorder,
  shape: z.ZodType<Presented>,
  presented: Presented,
  type: WebhookEventType,
): Promise<void> {
  return announceOf(tx, ports, presented.organization_id, shape, presented, type)
}

/** The same of what belongs to no organization, as it is one. */
export async function announceOf<Presented extends Omit<Resource, 'organization_id'>>(
  tx: Tx,
  ports: Recorder,
  organization_id: string,
  shape: z.ZodType<Presented>,
  presented: Presented,
  type: WebhookEventType,
): Promise<void> {
  const { created_at, modified_at } = presented
  const data = z.encode(shape, presented)
  const { rows } = await sql<{ listening: Listening[] }>`
    SELECT ${listenersOf([organization_id])} AS listening
  `.execute(tx)
  const happened = { organization_id, created_at: modified_at ?? created_at, type, event_id: null, data }
  await announce(tx, ports, rows[0]!.listening, [happened])
}

export type Listening = Pick<
  WebhookEndpointRow,
  'id' | 'organization_id' | 'events' | 'format' | 'api_version'
>

/** As a part of a statement that asks for more. */
export function listenersOf(organization_ids: readonly string[]) {
  return sql<Listening[]>`(
    SELECT coalesce(jsonb_agg(to_jsonb(listener) - 'created_at' ORDER BY listener.created_at, listener.id), '[]')
    FROM (
      SELECT id, created_at, organization_id, events, format, api_version FROM webhook_endpoints
      WHERE organization_id = ANY (${organization_ids}::uuid[]) AND enabled AND deleted_at IS NULL
    ) AS listener
  )`
}

function wants({ organization_id, events }: Listening, happened: Happened): boolean {
  return organization_id === happened.organization_id && events.includes(happened.type)
}

function told({ ids, clock }: Recorder, endpoint: Listening, { created_at, type, event_id, data }: Happened) {
  return {
    id: ids.uuid(),
    created_at,
    modified_at: null,
    endpoint_id: endpoint.id,
    event_id,
    type,
    format: endpoint.format,
    api_version: endpoint.api_version,
    payload:
      data === undefined
        ? null
        : bodyOf(endpoint.format, { type, timestamp: created_at.toISOString(), data }),
    next_attempt_at: clock.now(),
    last_http_code: null,
    succeeded: null,
    finished_at: null,
  }
}
