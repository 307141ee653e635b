import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { Refusal } from '@verge/polar/refusals'
import { advanceClock, runDue } from '@verge/server/jobs/run-due'
import type { CustomerActor, OrganizationActor } from '@verge/server/operations/actor'
import { releaseParked } from '@verge/server/operations/due-work/parked'
import { createProduct } from '@verge/server/operations/products/create'
import { UnknownOutcome } from '@verge/server/ports/payment-processor'
import type { Database, Ports } from '@verge/server/ports/ports'
import type { SandboxProcessor } from '@verge/server/ports/sandbox-processor'
import { clearSandbox } from '@verge/server/sandbox/clear'
import { openWorld } from '../world/open.ts'
import { makers, type Action } from './actions.ts'
import { chanceOf, type Chance } from './chance.ts'
import { calm, Crash, stormy, watched, weatherBy } from './faults.ts'
import { check, checkSettled } from './invariants.ts'
import { checkMoney, checkMoneySettled } from './money.ts'
import { hearAll } from './processor-actions.ts'

export interface Simulated {
  ports: Ports
  /** The processor itself, without the bad line. */
  processor: SandboxProcessor
  seller: OrganizationActor
  customers: CustomerActor[]
  products: string[]
  moveTo(date: Date): void
  emailOf(customer: CustomerActor): Promise<string>
  cardToken(number: string): Promise<string>
  openSetups(): Promise<string[]>
  setupsOf(customer_id: string): Promise<string[]>
}

export interface Run {
  steps: number
  /** Everything that happened, in words; the same seed gives the same. */
  trace: string[]
  hash: string
}

/** What did not hold, with everything that led there. */
export class SimulationFailure extends Error {
  override readonly name = 'SimulationFailure'
  readonly trace: readonly string[]

  constructor(seed: number, trace: readonly string[], cause: unknown) {
    super(`seed ${seed}, step ${trace.length}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
    this.trace = trace
  }
}

/** Lets customers wander through their subscriptions by chance, under faults, and looks at the books after each step. */
export async function simulate(
  database: Database,
  seed: number,
  steps: number,
  planted: (processor: SandboxProcessor) => SandboxProcessor = (processor) => processor,
): Promise<Run> {
  const chance = chanceOf(seed)
  const weather = { now: weatherBy(chance) }
  const world = await begin(database, seed, (processor) => stormy(planted(processor), chance, weather))
  const trace: string[] = []
  try {
    for (let step = 0; step < steps; step++) {
      const action = await chance.pick(makers)(world, chance)
      if (!action) continue
      const together = [action, ...(await besides(action, world, chance))]
      const ends = await Promise.all(together.map(outcomeOf))
      const told = together.map(({ name }, index) => `${name}: ${ends[index]}`)
      trace.push(`${world.ports.clock.now().toISOString()} ${told.join(' | ')}`)
      await check(world.ports.db, world.processor)
      await checkMoney(world.ports.db, world.processor)
    }
    weather.now = calm
    await settle(world)
    trace.push(`${world.ports.clock.now().toISOString()} the weather clears`)
    await check(world.ports.db, world.processor)
    await checkMoney(world.ports.db, world.processor)
    await checkSettled(world.ports.db, world.ports.clock.now())
    await checkMoneySettled(world.ports.db, world.processor)
  } catch (error) {
    throw new SimulationFailure(seed, trace, error)
  }
  return { steps, trace, hash: createHash('sha256').update(trace.join('\n')).digest('hex') }
}

/** What happens at the same moment: mostly nothing, sometimes the same again, sometimes something else. */
async function besides(action: Action, world: Simulated, chance: Chance): Promise<Action[]> {
  if (chance.happens(0.12)) return [action]
  const other = chance.happens(0.15) ? await chance.pick(makers)(world, chance) : null
  return other ? [other] : []
}

/** A refusal is an answer, a lost answer and a crash are the weather; anything else is a defect. */
async function outcomeOf({ run }: Action): Promise<string> {
  try {
    await run()
    return 'done'
  } catch (error) {
    if (error instanceof Refusal) return error.error
    if (error instanceof UnknownOutcome || error instanceof Crash) return error.name
    throw error
  }
}

/** Somebody lets go on what was held back, and waits long enough for what takes a bank days twice over. */
async function settle(world: Simulated): Promise<void> {
  const { ports, moveTo } = world
  await releaseParked(ports)
  await hearAll(world)
  for (let day = 0; day < 14; day++) {
    await runDue(ports)
    await advanceClock(ports, moveTo, new Date(ports.clock.now().getTime() + 25 * 3_600_000))
  }
  await runDue(ports)
  await hearAll(world)
}

async function begin(
  database: Database,
  seed: number,
  through: (processor: SandboxProcessor) => SandboxProcessor,
): Promise<Simulated> {
  await clearSandbox(database)
  const world = await openWorld({ database, seed: `simulation ${seed}` })
  const { processor } = world.ports
  const ports = { ...world.ports, db: watched(database), processor: through(processor) }
  const yearly = await createProduct(ports, world.organization, { body: product('Team', 'year', 14) })
  const weekly = await createProduct(ports, world.organization, { body: product('Weekly', 'week', null) })
  const monthly = await database
    .selectFrom('products')
    .select('id')
    .where('name', '=', 'Pro')
    .executeTakeFirstOrThrow()
  const customers = await Promise.all(
    ['ann', 'ben', 'cem'].map(async (name) => (await world.addCustomer(`${name}@example.com`)).actor),
  )
  const secrets = async (customer_id?: string) => {
    const { rows } = await sql<{
      id: string
      client_secret: string
      customer_reference: string
      status: string
    }>`
      SELECT id, client_secret, customer_reference, status FROM sandbox_processor.setup_intents ORDER BY created_at, id
    `.execute(database)
    return rows.filter((row) => customer_id === undefined || row.customer_reference === customer_id)
  }
  return {
    ports,
    processor,
    seller: world.organization,
    customers,
    products: [monthly.id, yearly.id, weekly.id],
    moveTo: world.moveTo,
    emailOf: async ({ customer_id }) => {
      const found = database.selectFrom('customers').select('email').where('id', '=', customer_id)
      return (await found.executeTakeFirstOrThrow()).email
    },
    cardToken: world.cardToken,
    openSetups: async () =>
      (await secrets()).filter(({ status }) => status === 'requires_action').map((row) => row.client_secret),
    setupsOf: async (customer_id) => (await secrets(customer_id)).map(({ id }) => id),
  }
}

function product(name: string, recurring_interval: 'year' | 'week', trialDays: number | null) {
  return {
    name,
    visibility: 'public' as const,
    recurring_interval,
    ...(trialDays !== null && { trial_interval: 'day' as const, trial_interval_count: trialDays }),
    prices: [{ amount_type: 'fixed' as const, price_amount: 4_999, price_currency: 'usd' }],
  }
}
