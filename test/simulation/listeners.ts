import { createHash } from 'node:crypto'
import { problemOfAddress } from '@verge/server/ports/public-address'
import type { Clock } from '@verge/server/ports/clock'
import type { WebhookAnswer, WebhookMessage, WebhookSender } from '@verge/server/ports/webhook-sender'

/** How somebody's server takes what it is told. */
export const moods = ['listens', 'fails', 'is silent', 'is gone'] as const
export type Mood = (typeof moods)[number]

/** What it was told of, as far as it says so. */
interface Told {
  type: string
  id: string | null
  status: string | null
  modified_at: string | null
}

/** One try as it was on its way; the ledger that our own books of webhooks are held against. */
export interface Sent extends Told {
  webhook_id: string
  url: string
  secret: string
  digest: string
  at: Date
  /** Whether it came there at all. */
  isHeard: boolean
  /** Whether it was taken, as far as the receiver knows: our side may never hear of that. */
  isTaken: boolean
}

/** The servers at the other end: each has a mood of its own, and what they hear is kept for all of them. */
export interface Listeners extends WebhookSender {
  sent: Sent[]
  moodOf(url: string): Mood
  turn(url: string, mood: Mood): void
  /** Whoever was down is up again. */
  mend(): void
  /** It was sent, and got lost on its way. */
  lose(message: WebhookMessage): void
}

export function openListeners(clock: Clock): Listeners {
  const sent: Sent[] = []
  const current = new Map<string, Mood>()
  const moodOf = (url: string) => current.get(url) ?? 'listens'

  function note(message: WebhookMessage, heard: Pick<Sent, 'isHeard' | 'isTaken'>): void {
    const { id, url, secrets, body } = message
    const digest = createHash('sha256').update(body).digest('hex')
    sent.push({ webhook_id: id, url, secret: secrets[0], digest, at: clock.now(), ...toldBy(body), ...heard })
  }

  return {
    sent,
    moodOf,
    turn: (url, mood) => void current.set(url, mood),
    mend: () => current.clear(),
    lose: (message) => note(message, { isHeard: false, isTaken: false }),
    problemOf: (url) => problemOfAddress(url, { loopback: false }),
    async send(message) {
      const mood = moodOf(message.url)
      note(message, { isHeard: mood !== 'is silent', isTaken: mood === 'listens' })
      return answers[mood]
    },
  }
}

export const noAnswer: WebhookAnswer = {
  http_code: null,
  response: 'There was no answer within 10 seconds.',
  isUnreachable: false,
  took_ms: 10_000,
}

const answered = (http_code: number): WebhookAnswer => ({
  http_code,
  response: '',
  isUnreachable: false,
  took_ms: 10,
})

const answers: Record<Mood, WebhookAnswer> = {
  listens: answered(202),
  fails: answered(503),
  'is silent': noAnswer,
  'is gone': answered(410),
}

function toldBy(body: string): Told {
  const { type, data } = JSON.parse(body) as { type: string; data: Partial<Record<string, unknown>> }
  const words = (value: unknown) => (typeof value === 'string' ? value : null)
  return { type, id: words(data.id), status: words(data.status), modified_at: words(data.modified_at) }
}
