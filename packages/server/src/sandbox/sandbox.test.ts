import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../test/world/open.ts'
import { advanceClock, runDue } from '../jobs/run-due.ts'
import { createWebhookEndpoint } from '../operations/webhooks/create.ts'
import { redeliverWebhookEvent } from '../operations/webhooks/redeliver.ts'
import { sandboxPages } from './pages-of-processor.ts'
import { createSandbox } from './sandbox.tsx'

const token = 'polar_oat_of_the_seller'
const origin = 'http://localhost:4000'
let world: World
let resets = 0
beforeEach(async () => void (world = await openWorld()))
afterEach(() => world.ports.db.destroy())

function sandbox() {
  const clock = {
    now: world.ports.clock.now,
    moveTo: async (date: Date) => world.moveTo(date),
    hasBegun: async () => true,
    begin: async () => {},
  }
  return createSandbox({
    ports: world.ports,
    processor: world.ports.processor,
    clock,
    advanceTo: (date) => advanceClock(world.ports, world.moveTo, date),
    reset: async () => void resets++,
    isOrganizationToken: async (one) => one === token,
    redeliver: (id) => redeliverWebhookEvent(world.ports, world.organization, { params: { id } }),
  })
}

function ask(path: string, init: RequestInit = {}, isLocal = true): Promise<Response> {
  return sandbox()(new Request(origin + path, init), { isLocal })
}
const asSeller = { authorization: `Bearer ${token}` }
const form = (fields: Record<string, string>, from = 'same-origin') => ({
  method: 'POST',
  headers: { 'sec-fetch-site': from, 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields),
})

describe('for programs', () => {
  it.each(['/sandbox/clock', '/sandbox/emails', '/sandbox/webhooks'])('%s wants the token', async (path) => {
    expect((await ask(path)).status).toBe(401)
    expect((await ask(path, { headers: { authorization: 'Bearer polar_oat_of_another' } })).status).toBe(401)
    expect((await ask(path, { headers: asSeller })).status).toBe(200)
  })

  it('moves the clock by an ISO duration, and refuses to move it back, in words', async () => {
    const move = (body: object) =>
      ask('/sandbox/clock', { method: 'POST', headers: asSeller, body: JSON.stringify(body) })
    const before = world.ports.clock.now().getTime()
    expect((await move({ advance: 'P1D' })).status).toBe(200)
    expect(world.ports.clock.now().getTime() - before).toBe(24 * 3_600_000)
    const back = await move({ now: '2000-01-01T00:00:00Z' })
    expect(back.status).toBe(422)
    expect(await back.json()).toMatchObject({ detail: expect.stringContaining('does not go back') })
  })
})

describe('the page', () => {
  it('lets money go back, and a dispute be opened and decided, at the processor', async () => {
    const { customer } = await world.addCustomer('tried@example.com', '4242424242424242')
    await world.subscribe(customer.id)
    const valueOf = async (what: string) =>
      new RegExp(`value="(${what}:[^"]+)"`).exec(await (await ask('/sandbox')).text())?.[1] ?? null
    const happen = async (what: string) => ask('/sandbox', form({ happens: (await valueOf(what))! }))
    expect(await valueOf('win')).toBeNull()
    await happen('dispute')
    await happen('win')
    expect(await (await ask('/sandbox')).text()).toContain('disputed: won')
    expect((await world.ports.processor.told()).map(({ type }) => type)).toEqual([
      'dispute.created',
      'dispute.closed',
    ])
    const other = await world.addCustomer('returned@example.com', '4242424242424242')
    await world.subscribe(other.customer.id)
    await happen('refund')
    expect(await (await ask('/sandbox')).text()).toContain('$20.00 given back')
    expect((await ask('/sandbox', form({ happens: 'refund:py_nobody' }))).status).toBe(303)
  })

  it('moves the clock for a form of its own, and for no other site', async () => {
    const before = world.ports.clock.now()
    expect((await ask('/sandbox', form({ advance: 'P1D' }, 'cross-site'))).status).toBe(403)
    expect(world.ports.clock.now()).toEqual(before)
    expect((await ask('/sandbox', form({ advance: 'P1D' }))).status).toBe(303)
    expect(world.ports.clock.now() > before).toBe(true)
  })

  it('is closed to whoever comes from elsewhere, and so are its forms', async () => {
    expect((await ask('/sandbox', {}, false)).status).toBe(403)
    expect((await ask('/sandbox', form({ reset: 'yes' }), false)).status).toBe(403)
    expect(resets).toBe(0)
    expect((await ask('/sandbox/clock', { headers: asSeller }, false)).status).toBe(200)
  })
})

describe('the page of one customer', () => {
  let customer: { id: string }
  const pageOf = async (path: string) => (await ask(path)).text()
  const watch = () => pageOf(`/sandbox?customer=${customer.id}`)
  const post = (fields: Record<string, string>) => ask('/sandbox', form(fields))
  /** The words of a section, without its markup. */
  const section = (html: string, id: string) =>
    html
      .split('<section')
      .find((part) => part.includes(`aria-labelledby="${id}"`))!
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
  const count = (text: string, words: string) => text.split(words).length - 1

  beforeEach(async () => {
    const email = `watched-${emails++}@example.com`
    customer = (await world.addCustomer(email, '4242424242424242')).customer
    await world.subscribe(customer.id)
  })
  let emails = 0

  it('shows a year of renewals, newest first, and what is due next', async () => {
    const before = await watch()
    expect(section(before, 'happened')).toContain('Pro is active')
    expect(section(before, 'due')).toContain('Pro renews for $20.00 plus any tax')
    const answer = await post({ advance: 'P1Y', customer: customer.id })
    expect(answer.headers.get('location')).toBe(`/sandbox?customer=${customer.id}`)
    const happened = section(await watch(), 'happened')
    expect(count(happened, 'Pro renews until')).toBe(12)
    expect(count(happened, 'is paid: $20.00')).toBe(13)
    const years = [...happened.matchAll(/[A-Z][a-z]{2} \d+, (\d{4}), \d\d:\d\d/g)].map(([, year]) =>
      Number(year),
    )
    expect(years).toEqual(years.toSorted((one, other) => other - one))
    expect(section(await watch(), 'emails')).toContain('Your payment was received')
    const [, letter] = /href="(\/sandbox\/emails\/[^"]+)"/.exec(await watch())!
    const shown = await ask(letter!)
    expect(shown.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline';/,
    )
    expect(await shown.text()).toContain('<h1')
  })

  it('fails the next charge for the chosen reason, once, and says so until then', async () => {
    await post({ decline: 'insufficient_funds' })
    expect(await watch()).toContain('The next charge will fail. There is not enough money on the card.')
    await post({ now: (await dueNext()).toISOString() })
    expect(await watch()).not.toContain('The next charge will fail')
    const happened = section(await watch(), 'happened')
    expect(happened).toContain('Pro is past due')
    expect(happened).toMatch(/A payment of Order VERGE-\S+ failed; the next try is on/)
    expect(section(await watch(), 'due')).toContain('$20.00 is tried again for order VERGE-')
    await post({ advance: 'P1W' })
    expect(section(await watch(), 'happened')).toContain('Pro is active')
  })

  it('takes a failure back, and takes no reason that it does not offer', async () => {
    await post({ decline: 'expired_card' })
    await post({ decline: '' })
    expect(await world.ports.processor.nextFailure()).toBeNull()
    await post({ decline: 'toString' })
    await post({ decline: '<b>' })
    expect(await world.ports.processor.nextFailure()).toBeNull()
  })

  it('names the events of each change on the wire, as programs read them, while nobody listens', async () => {
    await post({ now: (await dueNext()).toISOString() })
    const webhooks = section(await watch(), 'webhooks')
    expect(webhooks).toContain('no endpoint was made yet')
    expect(webhooks).toContain('subscription.cycled, subscription.updated, customer.state_changed')
    expect(webhooks).toContain('order.updated, order.paid')
    const { items } = (await (await ask('/sandbox/webhooks', { headers: asSeller })).json()) as {
      items: { types: string[]; sent: unknown[] }[]
    }
    const events = await world.ports.db.selectFrom('events').select('types').execute()
    expect(items.map(({ types }) => types.join()).toSorted()).toEqual(
      events.map(({ types }) => types.join()).toSorted(),
    )
    expect(items.filter(({ sent }) => sent.length > 0)).toEqual([])
  })

  it('shows what each endpoint was told and how that went, and sends it again', async () => {
    const events = ['subscription.cycled', 'order.paid', 'subscription.updated'] as const
    const body = { url: 'https://app.example.com/<hook>', format: 'raw' as const, events: [...events] }
    await createWebhookEndpoint(world.ports, world.organization, { body })
    world.ports.webhooks.answer(({ body: said }) =>
      said.includes('cycled') ? 500 : said.includes('order.paid') ? 410 : 200,
    )
    await post({ now: (await dueNext()).toISOString() })
    const shown = section(await watch(), 'webhooks')
    expect(shown).toContain('to https://app.example.com/&lt;hook&gt;')
    expect(shown).toContain('arrived (answered 200)')
    expect(shown).toContain('given up after one try (answered 410)')
    expect(shown).toMatch(/answered 500; the next try is on [A-Z][a-z]+ \d/)
    const { items } = (await (await ask('/sandbox/webhooks', { headers: asSeller })).json()) as {
      items: { types: string[]; sent: { id: string; type: string; last_http_code: number }[] }[]
    }
    const { sent } = items.find(({ types }) => types.includes('order.paid'))!
    expect(sent).toMatchObject([{ type: 'order.paid', last_http_code: 410 }])

    world.ports.webhooks.answer(() => 204)
    const { heard } = world.ports.webhooks
    heard.length = 0
    await post({ redeliver: sent[0]!.id })
    await runDue(world.ports)
    expect(heard.map(({ id }) => id)).toContain(sent[0]!.id)
    expect(section(await watch(), 'webhooks')).not.toContain('given up')
  })

  it('shows nobody else, and everybody without a customer or with one that there is not', async () => {
    const { customer: other } = await world.addCustomer(`other-${emails++}@example.com`)
    expect(section(await pageOf('/sandbox'), 'happened')).toContain(other.email)
    expect(await watch()).not.toContain(other.email)
    for (const customer of ['nobody', 'a5a3b8b0-0000-4000-8000-000000000000'])
      expect(section(await pageOf(`/sandbox?customer=${customer}`), 'happened')).toContain(other.email)
  })

  async function dueNext(): Promise<Date> {
    const { current_period_end } = await world.ports.db
      .selectFrom('subscriptions')
      .select('current_period_end')
      .where('customer_id', '=', customer.id)
      .executeTakeFirstOrThrow()
    return current_period_end
  }
})

describe("the processor's pages", () => {
  it('lead back only to the portal that they belong to', async () => {
    for (const return_to of ['https://evil.example/', 'javascript:alert(1)', '//evil.example', '']) {
      const query = new URLSearchParams({ return_to })
      expect((await ask(`/sandbox/card?${query}`)).status).toBe(400)
      expect((await ask(`/sandbox/3d-secure?${query}`, form({ answer: 'approve' }))).status).toBe(400)
    }
  })

  it('lead back whoever types no card, as they came', async () => {
    const return_to = `${origin}/verge/portal/payment-methods/add/return?next=%2Forders`
    const page = await (await ask(`/sandbox/card?${new URLSearchParams({ return_to })}`)).text()
    expect(page).toContain(`<a class="button" href="${return_to}">Go back</a>`)
  })

  it('say whose account a card is for, with what is wrong too, and take nobody’s word for it', async () => {
    const return_to = `${origin}/verge/portal`
    const pages = sandboxPages({ ...world.ports, publicUrl: origin })
    const address = await pages.cardEntry({ return_to, locale: 'en', whose: 'ada@example.com' })
    const path = address.replace(origin, '')
    for (const init of [{}, form({ number: '1' })])
      expect(await (await ask(path, init)).text()).toContain('<strong>ada@example.com</strong>')
    const made = new URLSearchParams({ return_to, whose: 'ada@example.com' })
    expect(await (await ask(`/sandbox/card?${made}`)).text()).not.toContain('<strong>ada')
  })

  it('never show the CVC again', async () => {
    const query = new URLSearchParams({ return_to: `${origin}/verge/portal` })
    const typed = { number: '1', expiry: '12/34', cvc: '736' }
    const page = await (await ask(`/sandbox/card?${query}`, form(typed))).text()
    expect(page).toContain('value="12/34"')
    expect(page).not.toContain('736')
  })
})
