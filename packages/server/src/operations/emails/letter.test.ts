import { describe, expect, it } from 'vitest'
import { directionOf } from '../../languages/languages.ts'
import { routes } from '../../portal/routes.ts'
import type { Fact, Facts } from './facts.ts'
import { htmlOf } from './html.tsx'
import { kinds, type Label, type MailKind } from './kinds.ts'
import { letterOf, type News } from './letter.ts'
import { plainOf } from './plain.ts'
import { en } from './messages/en.ts'
import { wordsFor, written } from './words.ts'

const publicUrl = 'https://billing.example'
const seller = { name: 'Verge', slug: 'verge', email: 'help@verge.example' }
const id = '824e19d9-0d83-42e6-a0e4-e4b5552fcad7'
const date: Fact = { date: '2027-02-28T12:00:00Z' }
const money: Fact = { amount: 2380, currency: 'eur' }
/** Of each name that a mail may tell something under. */
const facts: Facts = {
  about: 'pay_123',
  access: 'open',
  access_until: date,
  address: 'new@example.com',
  amount: money,
  balance: { amount: -500, currency: 'eur' },
  card: { brand: 'visa', last4: '4242' },
  card_expires: { month: '2027-03' },
  code: 'ABC234',
  date,
  device: 'Firefox, Linux',
  discount: { amount: -100, currency: 'eur' },
  ends: { date: '2027-03-21T12:00:00Z' },
  every: { every: 'month', count: 3 },
  invoice: 'VERGE-7',
  next_try: { date: '2027-03-02T12:00:00Z' },
  paid: money,
  price: money,
  product: 'Pro',
  products: { names: ['Pro', 'Team'] },
  reason: { decline: 'expired_card' },
  receipt: {
    id: 'RCPT-7',
    received_at: new Date('2027-02-01T09:30:05Z'),
    page_url: `${publicUrl}/verge/portal/receipts/7`,
    verify_url: `${publicUrl}/verge/portal/verify`,
    seal: 'eyJhbGciOiJFZERTQSJ9.e30.c2VhbA',
  },
  received_at: { time: '2027-02-01T09:30:05Z' },
  refund: money,
  resumes: { date: '2027-05-01T12:00:00Z' },
  role: { role: 'billing_manager' },
  seats: 5,
  standing: 'paid',
  subtotal: money,
  tax: { amount: 380, currency: 'eur' },
  total: money,
  tries: { dates: ['2027-03-02T12:00:00Z', '2027-03-21T12:00:00Z'] },
  waived: money,
  was: 'Plus',
}
const lines = [{ label: 'Pro <b>', amount: 2000, currency: 'eur' }]
const all = Object.keys(kinds) as MailKind[]

function news(kind: MailKind, given: Partial<News> = {}): News {
  const page =
    kinds[kind].page === null && kinds[kind].for !== 'seller' ? { page: '/verify-email?token=x' } : {}
  return {
    kind,
    locale: 'en',
    seller,
    about: { subscription_id: id, order_id: id },
    facts,
    ...(kind === 'payment_received' && { lines }),
    ...page,
    ...given,
  }
}

/** What somebody hears who has it read out: no isolates, and colons are what a table shows by its columns. */
const wordsOf = (text: string) =>
  text
    .replaceAll(/[\u2066-\u2069]/g, '')
    .replaceAll(/[:：]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
const wordsOfHtml = (html: string) =>
  wordsOf(
    html
      .replace(/<head>.*<\/head>/s, '')
      .replace(/<[^>]*>/g, ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&'),
  )

describe.each(written.flatMap((locale) => all.map((kind) => [kind, locale] as const)))(
  '%s in “%s”',
  (kind, locale) => {
    const letter = letterOf(news(kind, { locale }), publicUrl)
    const [plain, html] = [plainOf(letter), htmlOf(letter)]

    it('tells all of its facts, in the same words in both forms', () => {
      expect(letter.rows.filter(({ value }) => value === '')).toEqual([])
      const labels = Object.keys(kinds[kind].rows).map((label) => wordsFor(locale).labels[label as Label])
      expect(letter.rows.map(({ label }) => label)).toEqual(expect.arrayContaining(labels))
      expect(plain).not.toMatch(/\bnone\b|undefined|\[object|\{\w+\}/)
      expect(wordsOfHtml(html)).toBe(wordsOf(plain))
    })

    it('names its language, loads nothing and leads only to this portal', () => {
      expect(html).toContain(`<html lang="${locale}" dir="${directionOf(locale)}">`)
      expect(html).not.toMatch(/<(img|script|link|iframe|form)\b|url\(|@import|src=/)
      for (const [, address] of html.matchAll(/href="([^"]*)"/g))
        expect(address).toMatch(/^https:\/\/billing\.example\/verge\/portal\//)
    })
  },
)

const leading = all.filter((kind) => kinds[kind].page !== null)

describe.each(written.flatMap((locale) => leading.map((kind) => [kind, locale] as const)))(
  '%s in “%s”',
  (kind, locale) => {
    const letter = letterOf(news(kind, { locale }), publicUrl)

    it('leads to a page that there is, without a token', () => {
      const path = letter.button!.address.slice(`${publicUrl}/verge/portal`.length)
      const known = [...routes.filter(({ page }) => page), { path: '/sign-in' }, { path: '/sign-in/code' }]
      const patterns = known.map((route) => new RegExp(`^${route.path.replaceAll('{id}', '[0-9a-f-]{36}')}$`))
      expect(path).toSatisfy((one: string) => patterns.some((pattern) => pattern.test(one)))
      expect(path).not.toMatch(/[?#]/)
    })
  },
)

describe('what somebody typed', () => {
  const hostile = 'A$& $1 `<script>alert(1)</script>" \' & {date}\u202Ecod\r\nBcc: x@example.com'
  const letter = letterOf(
    news('plan_changed', { facts: { ...facts, product: hostile, was: hostile } }),
    publicUrl,
  )

  it('is said as it stands, and nothing in it is carried out', () => {
    const said = 'A$& $1 `<script>alert(1)</script>" \' & {date} cod Bcc: x@example.com'
    expect(letter.paragraphs[0]).toBe(`You have ${said} now. It renews on February 28, 2027.`)
    expect(plainOf(letter)).toContain(said)
    expect(htmlOf(letter)).not.toContain('<script>')
    expect(htmlOf(letter)).not.toMatch(/[\u202A-\u202E]/)
  })

  it('makes no second line of a subject', () => {
    const about = { ...facts, product: hostile }
    expect(letterOf(news('seat_invitation', { facts: about }), publicUrl).subject).not.toMatch(/[\r\n]/)
  })
})

it('says how to cancel, with a direct link, wherever something runs that costs money', () => {
  for (const kind of ['renewal_ahead', 'trial_ending', 'payment_received', 'payment_failed'] as const)
    expect(plainOf(letterOf(news(kind), publicUrl))).toContain(
      `\n${publicUrl}/verge/portal/subscriptions/${id}/cancel`,
    )
  const unpaid = letterOf(
    news('payment_received', { about: { subscription_id: null, order_id: id } }),
    publicUrl,
  )
  expect(plainOf(unpaid)).not.toContain('/cancel')
})

it('asks for a card where there is none to charge', () => {
  const letter = letterOf(news('renewal_ahead', { facts: { ...facts, card: null } }), publicUrl)
  expect(letter.paragraphs[0]).toContain('There is no card to charge yet')
})

it('writes dates and money as the reader does', () => {
  const { rows } = letterOf(news('renewal_ahead', { locale: 'de-AT' }), publicUrl)
  expect(rows.map(({ value }) => value.replaceAll('\u00A0', ' '))).toEqual([
    'Pro',
    '€ 23,80',
    'alle 3 Monate',
    '28. Februar 2027',
    'Visa mit Endziffern 4242',
  ])
})

it('every kind of mail has its words and its form', () => {
  expect(all.toSorted()).toEqual(Object.keys(en.kinds).toSorted())
})

it('names the receipt of a cancellation that was taken back, where there is one', () => {
  const told = (receipt: string | null) =>
    letterOf(news('cancellation_taken_back', { facts: { ...facts, receipt } }), publicUrl).paragraphs[0]
  expect(told('RCPT-7')).toContain('number RCPT-7, is marked as taken back')
  expect(told(null)).toBe(
    'Your cancellation has been taken back. Your subscription renews on February 28, 2027.',
  )
})
