import { advanceClock } from '@verge/server/jobs/run-due'
import { updateCustomerSubscription } from '@verge/server/operations/subscriptions/update'
import type { Chance } from './chance.ts'
import { anySubscription } from './found.ts'
import type { Action, Maker, Simulated } from './world.ts'

/** Changes in the middle of a period, so that parts of it are reckoned, and the periods after them, which bill these. */
export const changingMakers: readonly Maker[] = [
  changesInTheMiddle,

  async function aChangeIsBilled(world, chance) {
    const changed = await changedOnes(world)
    const found = await anySubscription(
      world,
      chance,
      ({ id, ended_at, pending_update }) => ended_at === null && (pending_update !== null || changed.has(id)),
    )
    if (!found || found.current_period_end <= world.ports.clock.now()) return null
    await world.turnCards(found.actor, 'works')
    return {
      name: 'a period goes by, and a change is billed',
      doesAllThatIsDue: true,
      run: (ports) => advanceClock(ports, world.moveTo, found.current_period_end),
    }
  },
]

export async function changesInTheMiddle(world: Simulated, chance: Chance): Promise<Action | null> {
  const found = await anySubscription(world, chance, ({ status }) => status === 'active')
  const share = chance.below(10_000) / 10_000
  const isOfSeats = chance.happens(0.5)
  const isOfSameRhythm = chance.happens(0.7)
  // Both are drawn, whichever is needed: what comes after does not depend on it.
  const [any, drawn] = [chance.pick(world.products), chance.below(1_000)]
  if (!found) return null
  const [start, end] = [found.current_period_start.getTime(), found.current_period_end.getTime()]
  const at = new Date(start + Math.round(((end - start) * share) / 1_000) * 1_000)
  if (at <= world.ports.clock.now()) return null
  world.moveTo(at)
  await world.turnCards(found.actor, 'works')
  const others = likeIt(world, found.product_id)
  const product_id = isOfSameRhythm && others.length > 0 ? others[drawn % others.length]! : any
  const body = found.seats !== null && isOfSeats ? { seats: 1 + (drawn % 9) } : { product_id }
  return {
    name: 'changes in the middle of a period',
    actor: found.actor,
    // A bank may have taken its days meanwhile.
    isPrepared: true,
    run: (ports) => updateCustomerSubscription(ports, found.actor, { params: found.params, body }),
  }
}

/** The others that renew as often: between them nothing begins anew. */
function likeIt({ catalogue, products }: Simulated, product_id: string): string[] {
  const { every } = catalogue.find(({ id }) => id === product_id)!
  return catalogue
    .filter((other) => other.every === every && other.id !== product_id && products.includes(other.id))
    .map(({ id }) => id)
}

/** Subscriptions that changed within a period. */
async function changedOnes({ ports }: Simulated): Promise<ReadonlySet<string>> {
  const found = await ports.db.selectFrom('prorations').select('subscription_id').execute()
  return new Set(found.map(({ subscription_id }) => subscription_id))
}
