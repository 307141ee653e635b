import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updateOrganization } from '@verge/server/operations/organizations/update'
import { openWorld, type World } from '../world/open.ts'
import { portalOf, quoteOn, visitorOf, type Seen, type Visitor } from '../world/visitor.ts'

type Fate =
  | 'arrives'
  | 'is lost before it arrives'
  | 'loses its answer'
  | 'loses its answer, and nothing is heard after'

let world: World
let visitor: Visitor
let customer_id: string
let subscription_id: string
let people = 0
let fate: Fate = 'arrives'

beforeAll(async () => {
  world = await openWorld()
  const customer_portal_settings = {
    usage: { show: false },
    subscription: { update_seats: true, update_plan: true, pause: true },
    customer: { allow_email_change: false },
  }
  await updateOrganization(world.ports, world.organization, { body: { customer_portal_settings } })
})
afterAll(() => world.ports.db.destroy())

const broken = () => Promise.reject(new TypeError('fetch failed'))

beforeEach(async () => {
  const { customer } = await world.addCustomer(`lost-${people++}@example.com`, '4242424242424242')
  customer_id = customer.id
  subscription_id = (await world.subscribe(customer_id)).id
  fate = 'arrives'
  let isSilent = false
  const { handle } = portalOf(world, {
    between: (api) => async (request) => {
      if (isSilent) return broken()
      if (request.method === 'GET' || fate === 'arrives') return api(request)
      if (fate === 'is lost before it arrives') return broken()
      await api(request)
      isSilent = fate === 'loses its answer, and nothing is heard after'
      return broken()
    },
  })
  visitor = visitorOf(world, handle)
  await visitor.enter(customer_id)
})

const portal = '/verge/portal'
const ofSubscription = (path: string) => `${portal}/subscriptions/${subscription_id}${path}`

/** Where it leads, with what is said there. */
async function act(path: string, fields: Record<string, string> = {}, its: Fate = 'arrives'): Promise<Seen> {
  // Nobody changes what they were not shown.
  const page = path.replace(/\/(reactivate|pause\/undo)$/, '')
  const isQuoted = page !== path || /\/(cancel|pause)$/.test(path)
  const shown = isQuoted ? quoteOn(await visitor.get(page)) : {}
  fate = its
  const answer = await visitor.post(path, { ...shown, ...fields })
  fate = 'arrives'
  return answer.location ? visitor.get(answer.location) : answer
}

const billing = { name: 'Ada Ltd', line1: 'Allee 1', postal_code: '10115', city: 'Berlin', country: 'DE' }

interface Case {
  name: string
  /** So that there is something to do. */
  before?: () => Promise<unknown>
  path: () => Promise<string> | string
  fields?: Record<string, string>
  done: string | RegExp
}

const secondCard = () => world.addCard(customer_id, '4000000000000341')
let card = ''

const cases: Case[] = [
  { name: 'a cancellation', path: () => ofSubscription('/cancel'), done: /will end|ends on|canceled/i },
  {
    name: 'taking a cancellation back',
    before: () => act(ofSubscription('/cancel')),
    path: () => ofSubscription('/reactivate'),
    done: /continues|renews/i,
  },
  { name: 'a pause', path: () => ofSubscription('/pause'), done: /pause/i },
  {
    name: 'taking a pause back',
    before: () => act(ofSubscription('/pause')),
    path: () => ofSubscription('/pause/undo'),
    done: /renews|goes on|continues/i,
  },
  { name: 'billing details', path: () => `${portal}/billing`, fields: billing, done: /saved/i },
  {
    name: 'another default card',
    before: async () => void (card = await secondCard()),
    path: () => `${portal}/payment-methods/${card}/default`,
    done: /is now your default/,
  },
  {
    name: 'the removal of a card',
    before: async () => void (card = await secondCard()),
    path: () => `${portal}/payment-methods/${card}/remove`,
    done: /removed/i,
  },
]

describe('a change whose answer was lost', () => {
  it.each(cases)('$name: is told as done where it was done', async ({ before, path, fields, done }) => {
    await before?.()
    const { status, html } = await act(await path(), fields, 'loses its answer')
    expect(status).toBe(200)
    const notice = /<div class="notice done"[^>]*><p>([^<]*)/.exec(html)?.[1] ?? ''
    expect(notice).toMatch(done)
  })

  it.each(cases)('$name: is told as not done where it never arrived', async ({ before, path, fields }) => {
    await before?.()
    const { status, html } = await act(await path(), fields, 'is lost before it arrives')
    expect(status).toBe(502)
    expect(html).toContain('Your change has not been made so far')
    expect(html).toContain('You were not charged')
  })

  it.each(cases)('$name: nobody says more than is known where nothing is heard any more', async (one) => {
    await one.before?.()
    const { status, html } = await act(
      await one.path(),
      one.fields,
      'loses its answer, and nothing is heard after',
    )
    expect(status).toBe(502)
    expect(html).toContain('We cannot tell whether your change was made')
  })
})

describe('an overview of which some cannot be read', () => {
  async function overviewWithout(...lost: string[]): Promise<string> {
    const { handle } = portalOf(world, {
      between: (api) => (request) =>
        lost.some((part) => new URL(request.url).pathname.includes(part)) ? broken() : api(request),
    })
    const guest = visitorOf(world, handle)
    await guest.enter(customer_id)
    const { status, html } = await guest.get(portal)
    expect(status).toBe(200)
    expect(html).toMatch(/Some of this page could not be read at \d/)
    return html
  }

  it('shows the subscription without invoices, and says so', async () => {
    const html = await overviewWithout('/orders/')
    expect(html).toContain('Details')
    expect(html).not.toContain('VERGE-')
  })

  it('shows the invoices without the subscription, and does not say that there is none', async () => {
    const html = await overviewWithout('/subscriptions/')
    expect(html).toContain('Your subscriptions could not be read just now')
    expect(html).toContain('VERGE-')
  })

  it('shows the subscription without its card and its next charge', async () => {
    const html = await overviewWithout('/payment-methods', '/charge-preview')
    expect(html).toContain('Details')
  })
})
