import type { WebhookDelivery, WebhookEndpoint } from '@verge/polar/contract/webhooks'
import type { WebhookEndpointRow, WebhookEventRow } from '../../db/tables/webhooks.ts'

/** Who rotates a secret has the old one; whoever looks later needs the new one alone. */
export function presentEndpoint({
  previous_secret: _previous,
  previous_secret_until: _until,
  ...endpoint
}: WebhookEndpointRow): WebhookEndpoint {
  return { ...endpoint, uses_standard_webhook_signature: false }
}

interface Tried {
  id: string
  created_at: Date
  succeeded: boolean
  http_code: number | null
  response: string | null
}

export function presentDelivery(delivery: Tried, event: WebhookEventRow): WebhookDelivery {
  return { ...delivery, modified_at: null, webhook_event: event }
}
