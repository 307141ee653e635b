import { sql } from 'kysely'
import type { CustomerActor, OrganizationActor } from '@verge/server/operations/actor'
import { updateCustomer } from '@verge/server/operations/customers/update'
import { createBenefit } from '@verge/server/operations/benefits/benefits'
import { updateProductBenefits } from '@verge/server/operations/benefits/of-product'
import { createProduct } from '@verge/server/operations/products/create'
import { seededIds } from '@verge/server/ports/ids'
import { UnknownOutcome } from '@verge/server/ports/unknown-outcome'
import { DatabaseFault, type Database, type Ports } from '@verge/server/ports/ports'
import { openSandboxProcessor, type SandboxProcessor } from '@verge/server/ports/sandbox-processor'
import type { Behaviour } from '@verge/server/ports/sandbox-processor/books'
import { emptyBooks } from '../../packages/testing/src/books.ts'
import { openWorld } from '../world/open.ts'
import type { Chance } from './chance.ts'
import type { Behavior, Product } from './model/model.ts'
import { lineTo, undisturbed, type Line } from './line.ts'
import { openListeners, type Listeners } from './listeners.ts'
import { portsOf, type Surroundings } from './ports.ts'
import { Crash, openSchedule, operationCalled, type Ending, type Fortune, type Schedule } from './schedule.ts'

/** One thing that somebody does. What is chosen by chance is chosen before it begins, so that it can happen twice at once. */
export interface Action {
  name: string
  /** The customer who does it; whatever they are answered must be theirs. */
  actor?: CustomerActor
  /** The subscription that it is about, the order, or the customer. */
  about?: string
  /** What the model calls it. */
  command?: 'cancel' | 'uncancel' | 'unpause' | 'withdrawFromPurchase' | 'beForgotten'
  /** Something was written to prepare it, before it began. */
  isPrepared?: boolean
  /** Refusals of it that leave something behind, besides those that always do. */
  leavesBy?: readonly string[]
  /** Whoever does it has no right to. */
  mustBeRefused?: boolean
  /** Where nothing interferes, nothing is due afterwards. */
  doesAllThatIsDue?: boolean
  /** Lets what is parked go on. */
  releases?: boolean
  run(ports: Ports): Promise<unknown>
}

export const behaviors: readonly Behavior[] = ['invoice', 'prorate', 'next_period', 'reset']

/** Finds something that somebody could do now; null: there is nobody who could. */
export type Maker = (world: Simulated, chance: Chance) => Promise<Action | null>

/** What may come of bad weather; anything else that is thrown, and no refusal, is a defect. */
export function isWeather(error: unknown): error is Error {
  return error instanceof UnknownOutcome || error instanceof DatabaseFault || error instanceof Crash
}

/** What the processor was told under one idempotency key. */
export interface Told {
  idempotency_key: string
  parameters: string
}

export interface Simulated {
  /** As the product has them when nothing interferes: for whoever looks on or prepares. */
  ports: Ports & { processor: SandboxProcessor }
  schedule: Schedule
  seller: OrganizationActor
  customers: CustomerActor[]
  products: string[]
  /** What does not renew. */
  soldOnce: string
  /** What is sold and what tax is owed, in the model's own words. */
  catalogue: Product[]
  taxRates: Map<string, number>
  /** What the seller lets happen when a customer changes their plan. */
  behavior: Behavior
  /** Session tokens that were ever given out. */
  tokens: { token: string; customer_id: string; expires_at: Date }[]
  told: Told[]
  /** Whoever hears webhooks. */
  listeners: Listeners
  moveTo(date: Date): void
  /** From here on ids come from this step alone. */
  beginStep(step: number): void
  /** Lets them run at once. @throws what none of them may ever do */
  perform(actions: readonly Action[], fortune: Fortune): Promise<Ending[]>
  /** From now on the bank treats all that they have so. */
  turnCards(customer: Pick<CustomerActor, 'customer_id'>, card: Behaviour): Promise<void>
  emailOf(customer: CustomerActor): Promise<string>
  cardToken(number: string): Promise<string>
  openSetups(): Promise<string[]>
  setupsOf(customer_id: string): Promise<string[]>
}

interface Beginning {
  openLine?: (database: Database) => Line | Promise<Line>
  behavior?: Behavior
}

/** A seller, five products and three customers, in books that were empty before. */
export async function beginWorld(
  database: Database,
  seed: number,
  { openLine = lineTo, behavior = 'prorate' }: Beginning = {},
): Promise<Simulated> {
  await emptyBooks(database)
  const line = await openLine(database)
  const db = undisturbed(line)
  const world = await openWorld({ database: db, seed: `simulation ${seed}` })
  let drawn = seededIds(`simulation ${seed}, before it begins`)
  const ids = { uuid: () => drawn.uuid(), bytes: (length: number) => drawn.bytes(length) }
  const { clock } = world.ports
  const told: Told[] = []
  const sandbox = openSandboxProcessor({ db, clock, ids })
  const processor: SandboxProcessor = {
    ...sandbox,
    charge(input) {
      const { idempotency_key, ...parameters } = input
      told.push({ idempotency_key, parameters: JSON.stringify(parameters) })
      return sandbox.charge(input)
    },
  }
  const listeners = openListeners(clock)
  const ports = { ...world.ports, db, ids, processor, webhooks: listeners }
  const schedule = openSchedule()
  const moveTo = (date: Date) => {
    world.moveTo(date)
    schedule.timePasses()
  }
  const forbidden: string[] = []
  const surroundings: Surroundings = {
    line,
    schedule,
    ports,
    listeners,
    dawdle: () => moveTo(new Date(clock.now().getTime() + 7 * 60_000)),
    forbid: (finding) => void forbidden.push(finding),
  }

  await sql`
    UPDATE organizations SET proration_behavior = ${behavior},
      portal_settings = '{"usage":{"show":false},"subscription":{"update_seats":true,"update_plan":true,"pause":true},"customer":{"allow_email_change":false}}'
  `.execute(db)
  const products: string[] = []
  for (const body of catalogue) products.push((await createProduct(ports, world.organization, { body })).id)
  const { id: soldOnce } = await createProduct(ports, world.organization, { body: guide })
  // The same with each product, so that a change of plan goes from one to the other without a moment in between.
  const given = { type: 'custom', description: 'Support by phone', properties: { note: null } } as const
  const { id: benefit } = await createBenefit(ports, world.organization, { body: given })
  for (const { id } of await db.selectFrom('products').select('id').execute())
    await updateProductBenefits(ports, world.organization, { params: { id }, body: { benefits: [benefit] } })
  const { id: monthly } = await db
    .selectFrom('products')
    .select('id')
    .where('name', '=', 'Pro')
    .executeTakeFirstOrThrow()
  const customers: CustomerActor[] = []
  for (const name of ['ann', 'ben', 'cem'])
    customers.push((await world.addCustomer(`${name}@example.com`)).actor)
  // Ben lives where tax is owed.
  const body = { name: 'Ben', billing_address: berlin }
  await updateCustomer(ports, world.organization, { params: { id: customers[1]!.customer_id }, body })

  async function setups(): Promise<Setup[]> {
    const found = sql<Setup>`
      SELECT id, client_secret, customer_reference, status FROM sandbox_processor.setup_intents ORDER BY created_at, id
    `
    return (await found.execute(db)).rows
  }

  return {
    ports,
    schedule,
    seller: world.organization,
    customers,
    products: [monthly, ...products],
    soldOnce,
    catalogue: [monthly, ...products, soldOnce].map((id, index) => ({ id, ...sold[index]! })),
    taxRates: new Map([[customers[1]!.customer_id, 1900]]),
    behavior,
    tokens: [],
    told,
    listeners,
    moveTo,
    beginStep: (step) => void (drawn = seededIds(`simulation ${seed}, step ${step}`)),
    async perform(actions, fortune) {
      const started = actions.map(({ name, run }) => {
        const operation = operationCalled(name)
        return { operation, run: () => run(portsOf(operation, surroundings)) }
      })
      const endings = await schedule.run(started, fortune)
      const [first] = forbidden.splice(0)
      if (first) throw new Error(first)
      return endings
    },
    async turnCards({ customer_id }, card) {
      await sql`UPDATE sandbox_processor.cards SET card = ${card} WHERE customer_reference = ${customer_id}`.execute(
        db,
      )
    },
    emailOf: async ({ customer_id }) => {
      const found = db.selectFrom('customers').select('email').where('id', '=', customer_id)
      return (await found.executeTakeFirstOrThrow()).email
    },
    async cardToken(number) {
      const token = await processor.createConfirmationToken({ number, exp_month: 12, exp_year: 2034 })
      return token!.id
    },
    openSetups: async () =>
      (await setups()).filter(({ status }) => status === 'requires_action').map((row) => row.client_secret),
    setupsOf: async (customer_id) =>
      (await setups()).filter((row) => row.customer_reference === customer_id).map(({ id }) => id),
  }
}

interface Setup {
  id: string
  client_secret: string
  customer_reference: string
  status: string
}

/** The same catalogue, written down again for the model. */
const sold: Omit<Product, 'id'>[] = [
  { every: 'month', count: 1, price: 2_000, hasSeats: false, trialDays: null },
  { every: 'year', count: 1, price: 4_999, hasSeats: false, trialDays: 14 },
  { every: 'week', count: 1, price: 4_999, hasSeats: false, trialDays: null },
  { every: 'month', count: 1, price: 1_001, hasSeats: true, trialDays: null },
  // Sold once: nothing of it is asked for again.
  { every: 'month', count: 1, price: 3_333, hasSeats: false, trialDays: null },
]

const price = { price_currency: 'usd' }
/** Beside Pro, 20.00 a month, which every world sells. */
const catalogue = [
  {
    name: 'Team',
    visibility: 'public' as const,
    recurring_interval: 'year' as const,
    trial_interval: 'day' as const,
    trial_interval_count: 14,
    prices: [{ ...price, amount_type: 'fixed' as const, price_amount: 4_999 }],
  },
  {
    name: 'Weekly',
    visibility: 'public' as const,
    recurring_interval: 'week' as const,
    prices: [{ ...price, amount_type: 'fixed' as const, price_amount: 4_999 }],
  },
  {
    name: 'Crew',
    visibility: 'public' as const,
    recurring_interval: 'month' as const,
    prices: [
      {
        ...price,
        amount_type: 'seat_based' as const,
        seat_tiers: {
          seat_tier_type: 'volume' as const,
          tiers: [{ min_seats: 1, max_seats: 9, price_per_seat: 1_001 }],
        },
      },
    ],
  },
]

const guide = {
  name: 'Guide',
  visibility: 'public' as const,
  recurring_interval: null,
  prices: [{ ...price, amount_type: 'fixed' as const, price_amount: 3_333 }],
}

const berlin = {
  line1: 'Oranienstraße 24',
  line2: null,
  postal_code: '10999',
  city: 'Berlin',
  state: null,
  country: 'DE',
}
