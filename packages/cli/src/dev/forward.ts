import type { Polar } from '@verge/polar/client'
import {
  createWebhookEndpoint,
  listWebhookEndpoints,
  updateWebhookEndpoint,
  webhookEventType,
} from '@verge/polar/contract/webhooks'

/** One endpoint for this address, on, with every event and this secret, however often it is asked for. */
export async function forwardWebhooks(
  polar: Polar,
  { url, secret }: { url: string; secret: string },
): Promise<void> {
  const events = [...webhookEventType.options]
  const { items } = await polar.call(listWebhookEndpoints, { query: { limit: 100 } })
  const known = items.find((endpoint) => endpoint.url === url)
  if (known)
    await polar.call(updateWebhookEndpoint, {
      params: { id: known.id },
      body: { events, secret, enabled: true },
    })
  else await polar.call(createWebhookEndpoint, { body: { url, events, secret, format: 'raw' } })
}
