import type { AuthContext } from 'better-auth'
import type { SubscriptionState } from '../provider.ts'
import { versionOf } from './version.ts'

/** The database of the app, whatever it is. */
export type Store = Pick<
  AuthContext['adapter'],
  'create' | 'findOne' | 'findMany' | 'updateMany' | 'deleteMany'
>

interface Row {
  subscriptionId: string
  referenceId: string
  version: string
  state: string
  heardAt: Date
}

/** What a state did to the copy. `late`: a newer one was there. `same`: so was this one. */
export type Heard =
  | { kind: 'changed'; before: SubscriptionState | null; after: SubscriptionState }
  | { kind: 'same' | 'late' }

/** Some of a subscription's state, which somebody vouches for. */
export type ToldState = Pick<SubscriptionState, 'id' | 'created_at' | 'modified_at'> & Record<string, unknown>

export interface Known {
  subscriptions: SubscriptionState[]
  /** Whether all of theirs was read once; else it is what webhooks told, and there may be more. */
  is_complete: boolean
  read_at: Date
}

const model = 'polarSubscription'
const contendersMax = 20
/** Polar lists so many at most: of a longer list the end is not known. */
export const pageMax = 100

/** Takes one state of a subscription into the copy, unless a newer one is there: events come late, twice and in any order. */
export async function hear(
  store: Store,
  referenceId: string,
  after: SubscriptionState,
  now: Date,
): Promise<Heard> {
  const where = [{ field: 'subscriptionId', value: after.id }]
  const version = versionOf(after)
  const columns = {
    referenceId,
    productId: after.product_id,
    status: after.status,
    version,
    state: JSON.stringify(after),
    heardAt: now,
  }
  for (let tries = 0; tries < contendersMax; tries++) {
    const row = await store.findOne<Row>({ model, where })
    if (!row) {
      if (await created(store, { subscriptionId: after.id, ...columns }))
        return { kind: 'changed', before: null, after }
      continue
    }
    if (row.version > version) return { kind: 'late' }
    const same = row.state === columns.state && row.referenceId === referenceId
    // Whoever wrote in between is looked at again.
    const guarded = [...where, { field: 'version', value: row.version }, { field: 'state', value: row.state }]
    if ((await store.updateMany({ model, where: guarded, update: columns })) === 0) continue
    return same ? { kind: 'same' } : { kind: 'changed', before: parsed(row), after }
  }
  throw new Error(`The copy of subscription ${after.id} does not come to rest`)
}

async function created(store: Store, data: Record<string, unknown>): Promise<boolean> {
  try {
    await store.create({ model, data })
    return true
  } catch (error) {
    // Somebody else was first, which the unique column tells; else it is a fault of the database.
    const where = [{ field: 'subscriptionId', value: String(data.subscriptionId) }]
    if (await store.findOne({ model, where })) return false
    throw error
  }
}

/** Takes in all that the provider lists for a customer now. */
export async function hearAll(
  store: Store,
  referenceId: string,
  states: readonly SubscriptionState[],
  now: Date,
): Promise<void> {
  const where = [{ field: 'referenceId', value: referenceId }]
  if (states.length < pageMax) {
    const rows = await store.findMany<Row>({ model, where })
    // What was heard of after the question was asked is newer than the answer.
    const gone = rows.filter(
      ({ subscriptionId, heardAt }) =>
        new Date(heardAt) < now && !states.some(({ id }) => id === subscriptionId),
    )
    for (const { subscriptionId } of gone)
      await store.deleteMany({ model, where: [{ field: 'subscriptionId', value: subscriptionId }] })
  }
  for (const state of states) await hear(store, referenceId, state, now)
  await noteReading(store, referenceId, now)
}

async function noteReading(store: Store, referenceId: string, readAt: Date): Promise<void> {
  const reading = { model: 'polarReading', where: [{ field: 'referenceId', value: referenceId }] }
  if ((await store.updateMany({ ...reading, update: { readAt } })) > 0) return
  await store
    .create({ model: 'polarReading', data: { referenceId, readAt } })
    .catch(async (error: unknown) => {
      if (!(await store.findOne(reading))) throw error
    })
}

/** What is known of a customer's subscriptions without asking; null: nothing ever was. The newest comes first. */
export async function known(store: Store, referenceId: string): Promise<Known | null> {
  const where = [{ field: 'referenceId', value: referenceId }]
  const [reading, rows] = await Promise.all([
    store.findOne<{ readAt: Date }>({ model: 'polarReading', where }),
    store.findMany<Row>({ model, where, limit: pageMax }),
  ])
  if (!reading && rows.length === 0) return null
  const ages = [reading?.readAt, ...rows.map(({ heardAt }) => heardAt)].filter((at) => at !== undefined)
  return {
    subscriptions: rows.map(parsed).toSorted((one, other) => other.created_at.localeCompare(one.created_at)),
    is_complete: reading !== null,
    // As old as the last time that all of it was read; without that, as old as the oldest piece.
    read_at: new Date(reading?.readAt ?? Math.min(...ages.map((at) => new Date(at).getTime()))),
  }
}

/** Whether a subscription of theirs is known that ever began; one question, since each who opens the portal first waits for it. */
export async function knownToHaveBought(store: Store, referenceId: string): Promise<boolean> {
  const where = [{ field: 'referenceId', value: referenceId }]
  const rows = await store.findMany<Row>({ model, where, limit: pageMax })
  return rows.some((row) => parsed(row).started_at)
}

/** When whoever is gone was read last: never. */
const gone = new Date(0)

/** Forgets what was kept for a user who is gone. What stays is their id, by which what is told of them later is known. */
export async function forget(store: Store, referenceId: string): Promise<void> {
  // Marked first: what is heard of at the same moment is either deleted here or seen to be of somebody gone.
  await noteReading(store, referenceId, gone)
  const where = [{ field: 'referenceId', value: referenceId }]
  for (const kept of [model, 'polarCustomerState']) await store.deleteMany({ model: kept, where })
}

export async function isForgotten(store: Store, referenceId: string): Promise<boolean> {
  const where = [{ field: 'referenceId', value: referenceId }]
  const reading = await store.findOne<{ readAt: Date }>({ model: 'polarReading', where })
  return reading !== null && new Date(reading.readAt).getTime() === gone.getTime()
}

/** The newer of what was listed and what somebody vouched for. */
export function withNewer(states: readonly SubscriptionState[], told: ToldState | null): SubscriptionState[] {
  return states.map((state) =>
    told && state.id === told.id && versionOf(told) > versionOf(state) ? { ...state, ...told } : state,
  )
}

function parsed({ state }: Row): SubscriptionState {
  return JSON.parse(state) as SubscriptionState
}
