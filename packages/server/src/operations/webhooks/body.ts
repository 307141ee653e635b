import type { WebhookEventType, WebhookFormat } from '@verge/polar/contract/webhooks'

export interface Envelope {
  type: WebhookEventType
  /** When it happened. */
  timestamp: string
  /** What it happened to, as the seller's API shows it. */
  data: unknown
}

/** What is sent. A chat room that takes webhooks wants a sentence in a shape of its own. */
export function bodyOf(format: WebhookFormat, { type, timestamp, data }: Envelope): string {
  if (format === 'discord') return JSON.stringify({ content: `**${type}** ${subjectOf(data)}`.trim() })
  if (format === 'slack') return JSON.stringify({ text: `*${type}* ${subjectOf(data)}`.trim() })
  return JSON.stringify({ type, timestamp, data })
}

type Facts = Partial<Record<string, unknown>>

/** Who and what it is about, as far as it says so. */
function subjectOf(data: unknown): string {
  const { customer, product, email, customer_email, name, id } = data as Facts
  const who = (customer as Facts | null | undefined)?.email ?? email ?? customer_email
  const what = (product as Facts | null | undefined)?.name ?? name
  const parts = [what, who, id].filter((part) => typeof part === 'string' && part !== '')
  // Nobody is called by a name that a customer chose.
  return parts.join(' · ').replaceAll('@', '@\u200b').replaceAll('<', '‹')
}
