import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InputOf } from '@verge/polar/contract/operation'
import type { updateOrganization as updateContract } from '@verge/polar/contract/organizations'
import type { OrganizationInPortal } from '@verge/polar/contract/products'
import { lawFor, type Law, type Place } from '@verge/polar/law/law'
import { packs } from '@verge/polar/law/packs'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import { flat } from '../../languages/text-faults.ts'
import { advanceClock } from '../../jobs/run-due.ts'
import { createDiscount } from '../../operations/discounts/create.ts'
import { updateOrganization } from '../../operations/organizations/update.ts'
import { checkoutsIn } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'
import type { PortalConfig } from '../brand/config.ts'
import { problemsInWords } from '../brand/words.ts'
import { en } from '../messages/en.ts'
import { messagesFor } from '../messages/messages.ts'

/** Every switch that a seller has over the portal, both ways: whoever adds one is held to it by its type. */
type Switches = OrganizationInPortal['customer_portal_settings']
const either = [true, false]
const configurations: Switches[] = either.flatMap((show) =>
  either.flatMap((update_seats) =>
    either.flatMap((update_plan) =>
      either.flatMap((pause) =>
        either.map((allow_email_change) => ({
          usage: { show },
          subscription: { update_seats, update_plan, pause },
          customer: { allow_email_change },
        })),
      ),
    ),
  ),
)

/** One of each law, one where none of them applies, and nothing known. */
const places: (Place | null)[] = [
  { country: 'DE', state: null },
  { country: 'FR', state: null },
  { country: 'US', state: 'CA' },
  { country: 'US', state: 'MA' },
  { country: 'US', state: 'TX' },
  { country: 'GB', state: null },
  { country: 'JP', state: null },
  null,
]

/** Every field of the configuration file, as far as it goes: whoever adds one is held to it by its type. */
const files: Record<keyof PortalConfig, PortalConfig> = {
  name: { name: 'N' },
  logo: { logo: { file: join(import.meta.dirname, 'logo-for-the-test.svg'), holdsName: true } },
  colors: { colors: { accent: '#5b21b6', page: { light: '#ffffff', dark: '#000000' } } },
  font: { font: 'rounded' },
  corners: { corners: 'sharp' },
  links: { links: Array.from({ length: 8 }, () => ({ label: 'Buy', href: 'https://acme.example/' })) },
  words: { words: { en: everyWordReplaced() } },
  variants: { variants: { other: { name: 'Other', words: { en: everyWordReplaced() } } } },
}

/** All that may be said in other words, said as nothing at all. */
function everyWordReplaced(): object {
  const words = {}
  for (const [path, text] of flat(en)) {
    if (text.includes('{') || problemsInWords(folderOf(path)).length > 0) continue
    Object.assign(words, merged(words, folderOf(path).en))
  }
  return words
}

function folderOf(path: string): { en: object } {
  return { en: path.split('.').reduceRight<unknown>((below, key) => ({ [key]: below }), '…') as object }
}

function merged(one: object, other: object): object {
  const below = one as Record<string, unknown>
  const added = Object.entries(other).map(([key, value]: [string, unknown]) => [
    key,
    typeof value === 'object' && value ? merged((below[key] as object) ?? {}, value) : value,
  ])
  return { ...one, ...(Object.fromEntries(added) as object) }
}

/** Every setting of the organization besides the switches above, and where its customers are, which each place sets. */
type Settings = InputOf<typeof updateContract>['body']
const settings: Record<
  Exclude<keyof Settings, 'customer_portal_settings' | 'default_jurisdiction'>,
  Settings[]
> = {
  member_model_enabled: either.map((member_model_enabled) => ({ member_model_enabled })),
  proration_behavior: (['invoice', 'prorate', 'next_period', 'reset'] as const).map((proration_behavior) => ({
    proration_behavior,
  })),
  stay_discount_id: [],
}

/** What differs by how the subscription of whoever leaves stands. */
interface Leaver {
  /** What they read above the button. */
  isTold(above: string): Record<string, boolean>
  mayPause: boolean
  isWithinWithdrawal: boolean
}
const { cancel: leaving } = messagesFor('en')
const paying: Leaver = {
  isTold: (above) => ({
    'the end stands above it': above.includes('You keep access until February 28, 2027.'),
    'that nothing more is charged stands above it': above.includes(leaving.noCharge),
    'what is refunded stands above it': above.includes(leaving.noRefund),
    'until when it can be undone stands above it': above.includes('take the cancellation back until'),
  }),
  mayPause: true,
  isWithinWithdrawal: true,
}
const onTrial: Leaver = {
  isTold: (above) => ({
    'the end stands above it': above.includes('You keep access until February 14, 2027.'),
    'that nothing is charged stands above it': above.includes(leaving.noChargeTrial),
    'until when it can be undone stands above it': above.includes('take the cancellation back until'),
  }),
  mayPause: false,
  isWithinWithdrawal: true,
}
/** Ended at once there is nothing to keep, to undo or to get back. */
const owing: Leaver = {
  isTold: (above) => ({
    'that it ends at once and nothing more is charged stands above it': above.includes(leaving.unpaid),
    'that what is open is not collected stands above it': above.includes(
      'The open invoice of $20.00 is not collected any more.',
    ),
    'nothing is promised that does not hold': !/You keep access|take the cancellation back/.test(above),
  }),
  mayPause: false,
  isWithinWithdrawal: false,
}

let world: World
let subscription: SubscriptionRow
let customer_id: string
let guide: string | undefined
let purchase: { id: string }
let visitor: Visitor
let switches: Switches = configurations[0]!
let place: Place | null = null
let leaver: Leaver
const answers = new Map<string, string>()

beforeAll(async () => {
  world = await openWorld()
  const { customer } = await world.addCustomer('ada@example.com', '4242424242424242')
  await leaves(paying, await world.subscribe(customer.id))
  const { id } = await createDiscount(world.ports, world.organization, {
    body: { name: 'Stay', code: null, type: 'percentage', basis_points: 5000, duration: 'forever' },
  })
  settings.stay_discount_id = [{ stay_discount_id: id }]
  writeFileSync(files.logo.logo!.file, '<svg xmlns="http://www.w3.org/2000/svg"/>')
})
afterAll(async () => {
  rmSync(files.logo.logo!.file)
  await world.ports.db.destroy()
})

/** From now on the pages are those of this customer, who has just bought something else once. */
async function leaves(who: Leaver, of: SubscriptionRow): Promise<void> {
  const { soldOnce, open, pay } = checkoutsIn(() => world)
  guide ??= await soldOnce('Guide', { usd: 5000 })
  await pay(await open({ products: [guide], customer_id: of.customer_id }))
  purchase = await world.ports.db
    .selectFrom('orders')
    .select('id')
    .where('customer_id', '=', of.customer_id)
    .where('billing_reason', '=', 'purchase')
    .executeTakeFirstOrThrow()
  leaver = who
  subscription = of
  customer_id = of.customer_id
  answers.clear()
  visitor = visitorOf(world, portalOf(world, { between: asConfigured }).handle)
  await visitor.enter(customer_id)
}

/** The same answers as the API's, asked for once in each place, with the switches and the address as they are tried. */
function asConfigured(api: (request: Request) => Promise<Response>) {
  return async (request: Request): Promise<Response> => {
    if (request.method !== 'GET') return api(request)
    const known = answers.get(request.url)
    if (known === undefined) {
      const response = await api(request)
      if (response.status !== 200) return response
      answers.set(request.url, await response.text())
    }
    return Response.json(JSON.parse(answers.get(request.url)!, changed))
  }
}

function changed(key: string, value: unknown): unknown {
  if (key === 'customer_portal_settings') return switches
  if (key !== 'billing_address' || !place) return value
  return { line1: null, line2: null, postal_code: null, city: null, ...place }
}

const jurisdiction = () => place && (place.state ? `${place.country}-${place.state}` : place.country)
const page = (path = '') => `/verge/portal/subscriptions/${subscription.id}${path}`
const bought = (path = '') => `/verge/portal/orders/${purchase.id}${path}`
const html = async (path: string) => (await visitor.get(path)).html

describe.each(
  places.map((one) => [one ? `${one.country} ${one.state ?? ''}` : 'nowhere known', one] as const),
)('a customer in %s', (_, where) => {
  beforeAll(async () => {
    place = where
    answers.clear()
    // What the API itself decides by the law is decided by the seller's default here.
    const body = { default_jurisdiction: jurisdiction() }
    await updateOrganization(world.ports, world.organization, { body })
  })

  it('leaves as their law asks, whatever the seller switched on or off', async () => {
    const law = lawFor(where, jurisdiction())
    const broken: string[] = []
    for (const configuration of configurations) {
      switches = configuration
      for (const [claim, isTrue] of Object.entries(await claimsUnder(law)))
        if (!isTrue) broken.push(`${claim}: ${JSON.stringify(configuration)}`)
    }
    expect(broken).toEqual([])
  })
})

/** Under all laws together, none of which asks less than another. */
describe('a customer of whom nothing is known', () => {
  const law = lawFor(null)
  beforeAll(async () => {
    place = null
    switches = configurations[0]!
    answers.clear()
    await updateOrganization(world.ports, world.organization, { body: { default_jurisdiction: null } })
  })

  it('leaves as their law asks, whatever the configuration file says', async () => {
    const usual = visitor
    for (const [field, config] of Object.entries(files)) {
      visitor = visitorOf(world, portalOf(world, { between: asConfigured, config }).handle)
      await visitor.enter(customer_id, field === 'variants' ? { query: '&brand=other' } : {})
      const claims = Object.entries(await claimsUnder(law))
      expect([field, claims.filter(([, isTrue]) => !isTrue)]).toEqual([field, []])
    }
    visitor = usual
  })

  it('leaves as their law asks, whatever else the seller has set', async () => {
    for (const body of Object.values(settings).flat()) {
      answers.clear()
      await updateOrganization(world.ports, world.organization, { body })
      const claims = Object.entries(await claimsUnder(law))
      expect([body, claims.filter(([, isTrue]) => !isTrue)]).toEqual([body, []])
    }
    const body = {
      member_model_enabled: false,
      proration_behavior: 'invoice',
      stay_discount_id: null,
    } as const
    await updateOrganization(world.ports, world.organization, { body })
    answers.clear()
  })
})

/** What holds of the pages as they are configured now. */
async function claimsUnder(law: Law): Promise<Record<string, boolean>> {
  const { cancel, law: notices, withdraw } = messagesFor('en')
  const paths = ['/verge/portal', page(), page('/cancel'), page('/withdraw'), bought(), bought('/withdraw')]
  const [overview, own, leaving, back, purchase, goods] = (await Promise.all(paths.map(html))) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const [above, below] = leaving.split(`<button class="danger">${cancel.action}</button>`) as [
    string,
    string?,
  ]
  const canWithdraw = law.withdrawal_days !== null && leaver.isWithinWithdrawal
  return {
    'cancelling is one click from the overview': overview.includes(`href="${page('/cancel')}"`),
    'one screen has the button': below !== undefined,
    ...leaver.isTold(above),
    'nothing is asked and nothing offered before it':
      !/ required|name="reason"|\/pause"|\/change"|\/stay"/.test(above),
    'an offer stands beside it where there is one':
      (below ?? '').includes('/pause"') === (leaver.mayPause && switches.subscription.pause),
    'the terms of renewal are said where they have to be':
      own.includes(notices.renewal) === law.notices.includes('renewal_terms'),
    'how to cancel is said where it has to be':
      own.includes('/verge/cancel</p>') === law.notices.includes('how_to_cancel'),
    'withdrawing is there where there is the right':
      own.includes(`href="${page('/withdraw')}"`) === canWithdraw &&
      back.includes(`<button class="danger">${withdraw.action}</button>`) === canWithdraw,
    'withdrawing from what was bought once is there where there is the right':
      purchase.includes(`href="${bought('/withdraw')}"`) === (law.withdrawal_days !== null) &&
      goods.includes(`<button class="danger">${withdraw.action}</button>`) === (law.withdrawal_days !== null),
    'every page leads to leaving without signing in': [overview, own, leaving, back, purchase, goods].every(
      (seen) => ['cancel', 'withdraw', 'verify'].every((path) => seen.includes(`href="/verge/${path}"`)),
    ),
  }
}

describe('the buttons that a law names', () => {
  const inSmallLetters = (texts: object) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, String(text).toLowerCase()]))

  it.each(
    packs.flatMap(({ id, labels }) => Object.entries(labels).map(([in_, said]) => [id, in_, said] as const)),
  )('are worded so: %s, in “%s”', (_, language, labels) => {
    const { exits, statement, withdraw } = messagesFor(language)
    const signedOut = {
      cancel: exits.cancel,
      confirm_cancel: statement.cancel,
      withdraw: exits.withdraw,
      confirm_withdraw: statement.withdraw,
    }
    // A law writes them small, and a button begins large.
    expect(inSmallLetters(signedOut)).toMatchObject(inSmallLetters(labels))
    expect([withdraw.link, withdraw.action]).toEqual([exits.withdraw, statement.withdraw])
  })

  it('stand on pages that need no sign-in, no password and no reason', async () => {
    const stranger = visitorOf(world, portalOf(world).handle)
    for (const language of ['en', 'de']) {
      const { exits, statement } = messagesFor(language)
      const signIn = (await stranger.get(`/verge/portal/sign-in?locale=${language}`)).html
      expect(signIn).toContain(exits.cancel)
      expect(signIn).toContain(exits.withdraw)
      const [cancelling, withdrawing] = [
        (await stranger.get(`/verge/cancel?locale=${language}`)).html,
        (await stranger.get(`/verge/withdraw?locale=${language}`)).html,
      ]
      expect(cancelling).toContain(`<button class="danger">${statement.cancel}</button>`)
      expect(withdrawing).toContain(`<button class="danger">${statement.withdraw}</button>`)
      for (const seen of [cancelling, withdrawing]) expect(seen).not.toMatch(/type="password"| required/)
    }
  })
})

/** The last of all, because the clock goes on. */
describe('a customer', () => {
  beforeAll(async () => {
    const body = { default_jurisdiction: null, stay_discount_id: null }
    await updateOrganization(world.ports, world.organization, { body })
  })

  async function brokenAnywhere(): Promise<[Place | null, string][]> {
    const broken: [Place | null, string][] = []
    for (const where of places) {
      place = where
      answers.clear()
      const body = { default_jurisdiction: jurisdiction() }
      await updateOrganization(world.ports, world.organization, { body })
      const law = lawFor(where, jurisdiction())
      for (switches of [configurations[0]!, configurations.at(-1)!]) {
        for (const [claim, isTrue] of Object.entries(await claimsUnder(law)))
          if (!isTrue) broken.push([where, claim])
      }
    }
    return broken
  }

  it('on trial leaves as their law asks', async () => {
    const { product, open, pay } = checkoutsIn(() => world)
    const { customer } = await world.addCustomer('joan@example.com')
    const trial = await product('Pro', { usd: 2000 }, { trial_interval: 'day', trial_interval_count: 14 })
    await pay(await open({ products: [trial], customer_id: customer.id }))
    await leaves(onTrial, await subscriptionOf(customer.id))
    expect(await brokenAnywhere()).toEqual([])
  })

  it.each([0, 7])(
    'whose renewal is not paid leaves as their law asks, with %s days of grace',
    async (days) => {
      await world.ports.db.updateTable('organizations').set({ grace_days: days }).execute()
      world.moveTo(new Date('2027-01-31T12:00:00Z'))
      const { customer } = await world.addCustomer(`linus-${days}@example.com`, '4242424242424242')
      await world.subscribe(customer.id)
      await world.ports.db
        .updateTable('sandbox_processor.cards' as 'orders')
        .set({ card: 'insufficient_funds' } as never)
        .execute()
      await advanceClock(world.ports, world.moveTo, new Date('2027-03-01T12:00:00Z'))
      await leaves(owing, await subscriptionOf(customer.id))
      expect(await brokenAnywhere()).toEqual([])
    },
  )

  const subscriptionOf = (id: string) =>
    world.ports.db
      .selectFrom('subscriptions')
      .selectAll()
      .where('customer_id', '=', id)
      .executeTakeFirstOrThrow()
})
