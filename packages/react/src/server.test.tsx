/** @jsxImportSource react */
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { polarClient } from '@verge/better-auth/client'
import { createAuthClient } from 'better-auth/react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { english } from './english.ts'
import { german } from './german.ts'
import { PastDueBanner } from './past-due-banner.tsx'
import { SubscriptionCard } from './subscription-card.tsx'
import { subscriptionInWords } from './subscription.ts'
import { aSubscription } from './testing/a-subscription.ts'
import type { CancellationClient } from './use-cancellation.ts'
import type { InvoiceClient } from './use-invoices.ts'
import type { PortalClient } from './use-manage-subscription.ts'
import { useSubscriptions, type StateClient } from './use-subscriptions.ts'

const words = (changes: Parameters<typeof aSubscription>[0], locale = 'en') =>
  subscriptionInWords(aSubscription(changes), { locale })

describe('a subscription in words', () => {
  it.each([
    ['runs', {}, 'Active', 'good'],
    [
      'is on trial',
      { status: 'trialing', trial_end: '2026-12-01T12:00:00Z' },
      'Trial ends December 1, 2026',
      'good',
    ],
    ['is canceled', { cancel_at_period_end: true }, 'Cancels on December 10, 2026', 'notice'],
    ['is past due', { status: 'past_due' }, 'Payment failed', 'problem'],
    ['will pause', { pause_at_period_end: true }, 'Pauses on December 10, 2026', 'notice'],
    ['is paused', { status: 'paused' }, 'Paused', 'notice'],
    [
      'is canceled and owes',
      { status: 'past_due', cancel_at_period_end: true },
      'Ends by December 10, 2026',
      'problem',
    ],
    ['ended', { status: 'canceled', ended_at: '2026-11-10T12:00:00Z' }, 'Ended', 'quiet'],
    ['was never paid', { status: 'incomplete' }, 'Waiting', 'notice'],
  ])('that %s', (_state, changes, label, tone) => {
    expect(words(changes)).toMatchObject({ plan: 'Pro', price: '$20 / month', label, tone })
  })

  it('is the same whether an instant is text, as on the wire, or a date, as of the client', () => {
    const current_period_end = new Date('2026-12-10T12:00:00Z')
    expect(words({ current_period_end })).toEqual(words({}))
  })

  it('writes dates and money as the reader does, and speaks German where it is asked to', () => {
    const said = subscriptionInWords(aSubscription({ currency: 'eur', amount: 1999 }), {
      locale: 'de',
      messages: german,
    })
    expect(said.price.replaceAll('\u00a0', ' ')).toBe('19,99 € / Monat')
    expect(said.sentence).toContain('10. Dezember 2026')
  })

  it('has every text in both languages, none of them the same but where it is no word', () => {
    expect(Object.keys(german)).toEqual(Object.keys(english))
    const texts = Object.keys(english) as (keyof typeof english)[]
    expect(texts.filter((key) => typeof english[key] === 'string' && english[key] === german[key])).toEqual(
      [],
    )
  })
})

describe('on the server', () => {
  it('a card renders with its name, words and actions', () => {
    const html = renderToStaticMarkup(
      <SubscriptionCard subscription={aSubscription()} locale="en" actions={<a href="/portal">Manage</a>} />,
    )
    expect(html).toContain('<article class="verge-card" aria-label="Pro">')
    expect(html).toContain('Renews on December 10, 2026 for $20 plus any tax.')
    expect(html).toContain('<a href="/portal">Manage</a>')
  })

  it('a card has another look for the same words', () => {
    const card = (
      <SubscriptionCard subscription={aSubscription()} locale="en">
        {({ plan, label }) => `${plan}: ${label}`}
      </SubscriptionCard>
    )
    expect(renderToStaticMarkup(card)).toBe('Pro: Active')
  })

  it('a banner says which payment failed, and nothing where none did', () => {
    const banner = (status: string) =>
      renderToStaticMarkup(<PastDueBanner subscriptions={[aSubscription({ status })]} locale="en" />)
    expect(banner('past_due')).toContain('The last payment for Pro did not go through.')
    expect(banner('active')).toBe('')
  })
})

it("takes Better Auth's client and what it reads as they are", () => {
  const client = createAuthClient({ baseURL: 'https://verge.example', plugins: [polarClient()] })
  const fits: PortalClient & CancellationClient & InvoiceClient & StateClient = client
  function Plans() {
    const own = client.useSubscriptions()
    const team = useSubscriptions(client, { organizationId: 'org_1' })
    expect([own.isPending, team.isPending]).toEqual([true, true])
    return <PastDueBanner subscriptions={[own, team].flatMap(({ data }) => data?.subscriptions ?? [])} />
  }
  expect(renderToStaticMarkup(<Plans />)).toBe('')
  expect(fits.customerPortal).toBeTypeOf('function')
})

it('renders what needs no browser where React is a server component’s, which has no hooks', () => {
  const part = (file: string) => JSON.stringify(resolve(import.meta.dirname, file))
  const script = `
    import { SubscriptionCard } from ${part('subscription-card.tsx')}
    import { PastDueBanner } from ${part('past-due-banner.tsx')}
    const subscription = ${JSON.stringify(aSubscription({ status: 'past_due' }))}
    const parts = [SubscriptionCard({ subscription, locale: 'en' }), PastDueBanner({ subscriptions: [subscription], locale: 'en' })]
    console.log(parts.map(({ type }) => type).join())`
  const words = ['--conditions', 'react-server', '--import', 'tsx', '--input-type=module', '--eval', script]
  expect(execFileSync(process.execPath, words, { encoding: 'utf8' }).trim()).toBe('article,aside')
})
