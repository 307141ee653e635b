import type { WebhookEndpoint, WebhookEventType } from '@verge/polar/contract/webhooks'
import type { Generated, GeneratedAlways, Selectable } from 'kysely'
import type { ChangingRow, Json, Row } from './row.ts'

export interface WebhookEndpointTable extends ChangingRow {
  deleted_at: Date | null
  organization_id: string
  url: string
  name: string | null
  format: WebhookEndpoint['format']
  secret: string
  /** The one before it signs too, until then, so that a receiver can change over. */
  previous_secret: Generated<string | null>
  previous_secret_until: Generated<Date | null>
  events: Json<WebhookEventType[]>
  enabled: boolean
  api_version: WebhookEndpoint['api_version']
  /** Until then one worker alone sends to it. */
  turn_until: Generated<Date | null>
  turn_holder: Generated<string | null>
}

/** One event for one endpoint; see `operations/webhooks/announce.ts`. */
export interface WebhookEventTable extends ChangingRow {
  endpoint_id: string
  /** The change that it tells of; null where that keeps no versions. */
  event_id: string | null
  type: WebhookEventType
  position: GeneratedAlways<number>
  format: WebhookEndpoint['format']
  api_version: WebhookEndpoint['api_version']
  /** The bytes of every try; null before the first one, and when it was archived. */
  payload: string | null
  /** Of the series that runs or ran last. */
  tries: Generated<number>
  next_attempt_at: Date | null
  last_http_code: number | null
  succeeded: boolean | null
  finished_at: Date | null
  skipped: Generated<boolean>
  is_archived: Generated<boolean>
}

/** One try. */
export interface WebhookDeliveryTable extends Row {
  webhook_event_id: string
  endpoint_id: string
  succeeded: boolean
  http_code: number | null
  response: string | null
}

export type WebhookEndpointRow = Selectable<WebhookEndpointTable>
export type WebhookEventRow = Selectable<WebhookEventTable>
