import { systemClock } from '@verge/server/ports/clock'
import { openWebhookSender, type WebhookSending } from '@verge/server/ports/webhook-sender'
import { signaturesOf } from '@verge/server/ports/webhook-signature'

export type Handler = (request: Request) => Promise<Response> | Response

export interface Receivers extends WebhookSending {
  /** What is sent to this address goes to the handler, in process. */
  at(url: string, handler: Handler): void
}

/** Sends to handlers in this process, and to addresses on this machine. */
export function openReceivers(): Receivers {
  const network = openWebhookSender({ clock: systemClock, allowed: { loopback: true } })
  const handlers = new Map<string, Handler>()
  return {
    at: (url, handler) => void handlers.set(url, handler),
    problemOf: (url) => (handlers.has(url) ? null : network.problemOf(url)),
    close: () => network.close(),
    async send(message) {
      const handler = handlers.get(message.url)
      if (!handler) return network.send(message)
      const begun = performance.now()
      // Receivers tell by the real time what is new from what was replayed.
      const timestamp = String(Math.floor(systemClock.now().getTime() / 1000))
      const { url, id, body, secrets } = message
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signaturesOf(secrets, { id, timestamp, body }),
      }
      const answer = await handler(new Request(url, { method: 'POST', headers, body }))
      return {
        http_code: answer.status,
        response: (await answer.text()).slice(0, 2048),
        isUnreachable: false,
        took_ms: Math.round(performance.now() - begun),
      }
    },
  }
}
