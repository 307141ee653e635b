import { problemOfAddress } from '@verge/server/ports/public-address'
import type { WebhookAnswer, WebhookMessage, WebhookSender } from '@verge/server/ports/webhook-sender'

type Answer = number | Partial<WebhookAnswer>

/** Whoever is sent webhooks in a test: they keep what they hear, and answer as they are told to. */
export interface Receivers extends WebhookSender {
  /** In the order in which it came, of all of them. */
  heard: (WebhookMessage & { type: string; data: Record<string, unknown> })[]
  /** How they answer; 200 until then. One that throws ends its sender in the middle. */
  answer(as: (message: WebhookMessage) => Answer | Promise<Answer>): void
}

export function openReceivers(): Receivers {
  const heard: Receivers['heard'] = []
  let answers: (message: WebhookMessage) => Answer | Promise<Answer> = () => 200
  return {
    heard,
    answer: (as) => void (answers = as),
    problemOf: (url) => problemOfAddress(url, { loopback: false }),
    async send(message) {
      const { type, data = {} } = JSON.parse(message.body) as { type: string; data?: Record<string, unknown> }
      heard.push({ ...message, type, data })
      const answer = await answers(message)
      const { http_code = 200, ...rest } = typeof answer === 'number' ? { http_code: answer } : answer
      return { http_code, response: '', isUnreachable: false, took_ms: 10, ...rest }
    },
  }
}
