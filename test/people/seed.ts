import type { Sandbox } from '@verge/server/backend'
import type { Address } from '@verge/polar/contract/values'
import { advanceClock } from '@verge/server/jobs/run-due'
import type { CustomerActor, OrganizationActor } from '@verge/server/operations/actor'
import { confirmClientCheckout } from '@verge/server/operations/checkouts/confirm'
import { createCheckout } from '@verge/server/operations/checkouts/create'
import { createCustomer } from '@verge/server/operations/customers/create'
import { foundOrganization } from '@verge/server/operations/organizations/found'
import { addPaymentMethod } from '@verge/server/operations/payment-methods/add'
import { createProduct } from '@verge/server/operations/products/create'
import { cancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { seededIds } from '@verge/server/ports/ids'
import { openSandboxProcessor } from '@verge/server/ports/sandbox-processor'
import { people, type DemoPerson } from './people.ts'

const works = '4242 4242 4242 4242'
const failsWhenCharged = '4000 0000 0000 0341'

/** Lets the demo customers live up to now, through the same operations that everybody's clicks call. */
export async function seedPeople({ ports: { db, ...rest }, clock: real }: Sandbox): Promise<void> {
  const now = real.now()
  let time = ago(now, { months: 15 })
  const clock = { now: () => time }
  const moveTo = (date: Date) => void (time = date)
  const ids = seededIds('demo')
  const ports = { ...rest, db, clock, ids, processor: openSandboxProcessor({ db, clock, ids }) }

  const { id: organization_id } = await foundOrganization(ports)
  const seller: OrganizationActor = { kind: 'organization', organization_id }
  const products = await createProducts()

  async function createProducts() {
    const product = (
      slug: string,
      name: string,
      description: string,
      terms: object,
      usd: number,
      eur: number,
    ) =>
      createProduct(ports, seller, {
        body: {
          name,
          description,
          visibility: 'public',
          recurring_interval: 'month',
          prices: [
            { amount_type: 'fixed', price_amount: usd, price_currency: 'usd' },
            { amount_type: 'fixed', price_amount: eur, price_currency: 'eur' },
          ],
          metadata: { slug },
          ...terms,
        },
      })
    const yearly = { recurring_interval: 'year' }
    const trial = { trial_interval: 'day', trial_interval_count: 14 }
    return {
      pro: await product('pro', 'Pro', 'Everything for one person.', {}, 2000, 1900),
      proYearly: await product(
        'pro-yearly',
        'Pro yearly',
        'A year of Pro, two months free.',
        yearly,
        20_000,
        19_000,
      ),
      teamYearly: await product(
        'team-yearly',
        'Team yearly',
        'For up to ten people, two weeks to try.',
        { ...yearly, ...trial },
        60_000,
        57_000,
      ),
    }
  }

  async function signUp(person: DemoPerson, home?: Address, rest: { tax_id?: string; locale?: string } = {}) {
    const { id: customer_id } = await createCustomer(ports, seller, {
      body: {
        type: 'individual',
        email: person.email,
        name: person.name,
        external_id: person.id,
        ...(home && { billing_address: home }),
        ...rest,
      },
    })
    const session_id = ids.uuid()
    return { kind: 'customer', organization_id, customer_id, session_id } satisfies CustomerActor
  }

  async function cardToken(number: string): Promise<string> {
    const token = await ports.processor.createConfirmationToken({
      number,
      exp_month: 12,
      exp_year: now.getUTCFullYear() + 4,
    })
    return token!.id
  }

  async function buy(
    { customer_id }: CustomerActor,
    product: { id: string },
    currency = 'usd',
  ): Promise<string> {
    const { id, client_secret } = await createCheckout(ports, seller, {
      body: {
        products: [product.id],
        customer_id,
        currency,
        allow_trial: true,
        allow_discount_codes: true,
        require_billing_address: false,
      },
    })
    const confirmation_token_id = await cardToken(works)
    await confirmClientCheckout(
      ports,
      { kind: 'anonymous' },
      { params: { client_secret }, body: { confirmation_token_id } },
    )
    const { id: subscription_id } = await db
      .selectFrom('subscriptions')
      .select('id')
      .where('checkout_id', '=', id)
      .executeTakeFirstOrThrow()
    return subscription_id
  }

  async function live(start: Date, life: () => Promise<void>): Promise<void> {
    lives.push({ at: start, happens: life })
  }
  const lives: { at: Date; happens: () => Promise<void> }[] = []

  await live(ago(now, { months: 13, days: 10 }), async () => {
    await buy(await signUp(people.ada, london), products.pro)
  })
  await live(ago(now, { months: 5, days: 12 }), async () => {
    const grace = await signUp(people.grace, newYork)
    const id = await buy(grace, products.pro)
    await live(ago(now, { days: 3 }), async () => {
      await cancelSubscription(ports, grace, { params: { id } }, { customer_cancellation_reason: 'unused' })
    })
  })
  await live(ago(now, { months: 4, days: 5 }), async () => {
    const linus = await signUp(people.linus, helsinki)
    await buy(linus, products.pro)
    await live(ago(now, { days: 20 }), async () => {
      const body = {
        confirmation_token_id: await cardToken(failsWhenCharged),
        set_default: true,
        return_url: '/',
      }
      await addPaymentMethod(ports, linus, { body })
    })
  })
  await live(ago(now, { days: 4 }), async () => {
    await buy(await signUp(people.joan, newYork), products.teamYearly)
  })
  await live(ago(middleOfLastMonth(now), { months: 3 }), async () => {
    const alan = await signUp(people.alan, london)
    const id = await buy(alan, products.pro)
    await live(ago(middleOfLastMonth(now), { days: 6 }), async () => {
      await cancelSubscription(ports, alan, { params: { id } })
    })
  })
  await live(ago(now, { months: 3, days: 8 }), async () => {
    const maria = await signUp(people.maria, berlin, { tax_id: 'DE136695976', locale: 'de' })
    await buy(maria, products.proYearly, 'eur')
  })
  await live(ago(now, { days: 1 }), async () => {
    await signUp(people.new)
  })

  // What a life brings later is put among the others' as it becomes known.
  while (lives.length > 0) {
    lives.sort((one, other) => one.at.getTime() - other.at.getTime())
    const next = lives.shift()!
    await advanceClock(ports, moveTo, next.at)
    await next.happens()
  }
  await advanceClock(ports, moveTo, now)
}

function ago(now: Date, { months = 0, days = 0 }: { months?: number; days?: number }): Date {
  const day = new Date(now.getTime() - days * 24 * 60 * 60 * 1000)
  const month = day.getUTCMonth() - months
  const lastDay = new Date(Date.UTC(day.getUTCFullYear(), month + 1, 0)).getUTCDate()
  day.setUTCFullYear(day.getUTCFullYear(), month, Math.min(day.getUTCDate(), lastDay))
  return day
}

function middleOfLastMonth(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15, 10))
}

function home(
  line1: string,
  postal_code: string,
  city: string,
  country: string,
  state: string | null = null,
): Address {
  return { line1, line2: null, postal_code, city, state, country }
}
const london = home('12 St James’s Square', 'SW1Y 4JH', 'London', 'GB')
const newYork = home('350 Bleecker Street', '10014', 'New York', 'US', 'NY')
const helsinki = home('Kalevankatu 18', '00100', 'Helsinki', 'FI')
const berlin = home('Oranienstraße 24', '10999', 'Berlin', 'DE')
