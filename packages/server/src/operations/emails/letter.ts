import { cleaned, timeOf, written, type Fact, type Facts, type Line, type Receipt } from './facts.ts'
import { kinds, type About, type Label, type MailKind } from './kinds.ts'
import { say, wordsFor } from './words.ts'

/** The seller in whose name a mail is written. */
export interface Seller {
  name: string
  slug: string
  /** Where questions go. */
  email: string
}

/** What happened, for one reader. */
export interface News {
  kind: MailKind
  locale: string
  seller: Seller
  about: About
  facts: Facts
  lines?: readonly Line[]
  /** A page that is named for this mail alone, below the seller's portal. */
  page?: string
}

export interface Link {
  words: string
  address: string
}

/** A mail before it has a form: plain text and HTML are both made of this, and of nothing else. */
export interface Letter {
  locale: string
  subject: string
  paragraphs: string[]
  rows: { label: string; value: string }[]
  button: Link | null
  footer: (string | Link)[]
}

/** @param publicUrl of the portal, without a trailing slash */
export function letterOf(news: News, publicUrl: string): Letter {
  const { locale, seller, lines = [], facts } = news
  const kind = kinds[news.kind]
  const words = wordsFor(locale)
  const wording = words.kinds[news.kind]
  const receipt = receiptIn(facts)
  const told: Facts = {
    seller: seller.name,
    contact: seller.email,
    ...(receipt && { received_at: timeOf(receipt.received_at) }),
    ...facts,
  }
  const values = Object.fromEntries(Object.entries(told).map(([name, fact]) => [name, valueOf(fact)]))
  const base = `${publicUrl}/${seller.slug}/portal`
  const page = news.page ?? kind.page?.(news.about)
  return {
    locale,
    subject: say(wording.subject, values),
    paragraphs: Object.values(wording.text).map((text) => say(text, values)),
    rows: [
      ...lines.map(({ label, ...money }) => ({
        label: cleaned(label),
        value: written(money, words, locale),
      })),
      ...Object.entries(kind.rows).flatMap(([label, name]) => rowOf(label as Label, told[name])),
    ],
    button:
      page !== undefined && 'button' in wording ? { words: wording.button, address: base + page } : null,
    footer: footer(),
  }

  /** Numbers stay numbers, because words are chosen by them. */
  function valueOf(fact: Fact): string | number {
    if (fact === null) return 'none'
    return typeof fact === 'number' ? fact : written(fact, words, locale)
  }

  function rowOf(label: Label, fact: Fact | undefined) {
    if (fact === undefined || fact === null) return []
    return [{ label: words.labels[label], value: written(fact, words, locale) }]
  }

  function footer(): (string | Link)[] {
    const { subscription_id } = news.about
    const cancel =
      kind.cancellable && subscription_id
        ? [{ words: words.footer.cancel, address: `${base}/subscriptions/${subscription_id}/cancel` }]
        : []
    const why = say(words.footer[kind.for], values)
    const contact = kind.for === 'seller' ? [] : [say(words.footer.contact, values)]
    return [...cancel, why, ...contact, ...proof()]
  }

  /** With the seal as it is: the mail by itself is proof. */
  function proof(): (string | Link)[] {
    if (!receipt) return []
    const { page_url, verify_url, seal } = receipt
    return [
      { words: words.footer.receipt, address: page_url },
      { words: words.footer.verify, address: verify_url },
      seal,
    ]
  }
}

function receiptIn({ receipt }: Facts): Receipt | null {
  return typeof receipt === 'object' && receipt && 'seal' in receipt ? receipt : null
}
