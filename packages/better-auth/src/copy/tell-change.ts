import { leaseMs } from '../lease.ts'
import type { SubscriptionState } from '../provider.ts'
import type { Store } from './copy.ts'
import { versionOf } from './version.ts'

interface Row {
  toldState: string | null
  telling: string | null
}
interface Telling {
  now: Date
  newId(): string
  tell: (change: { before: SubscriptionState | null; after: SubscriptionState }) => unknown
}

const model = 'polarSubscription'

/**
 * Tells of a change once and forwards only, whether or not a read knew of it before. It counts as told when the telling has
 * come to its end: what failed, or died on the way, is told again, together with what changed since.
 *
 * @returns `underway` where somebody else tells the same subscription's change: whoever is told so has to come again, since
 * that one may still fail
 */
export async function tellChange(
  store: Store,
  after: SubscriptionState,
  { now, newId, tell }: Telling,
): Promise<'told' | 'underway'> {
  const where = [{ field: 'subscriptionId', value: after.id }]
  const { toldState = null, telling = null } = (await store.findOne<Row>({ model, where })) ?? {}
  const before = toldState === null ? null : (JSON.parse(toldState) as SubscriptionState)
  const state = JSON.stringify(after)
  if (toldState === state || (before && versionOf(before) > versionOf(after))) return 'told'
  if (telling !== null && startOf(telling) > now.getTime() - leaseMs) return 'underway'

  const ours = `${now.toISOString()} ${newId()}`
  /** Whoever came in between is left alone, also where our own time has run out. */
  const write = (seen: Row, update: Partial<Row>) => {
    const guarded = Object.entries(seen).map(([field, value]) => ({ field, value: value as string | null }))
    return store.updateMany({ model, where: [...where, ...guarded], update })
  }
  if ((await write({ toldState, telling }, { telling: ours })) === 0) return 'underway'
  try {
    await tell({ before, after })
  } catch (error) {
    await write({ toldState, telling: ours }, { telling: null })
    throw error
  }
  await write({ toldState, telling: ours }, { toldState: state, telling: null })
  return 'told'
}

function startOf(telling: string): number {
  return Date.parse(telling.split(' ')[0]!)
}

/** Whether this state is newer than what was told last. The same one may be written otherwise by whoever read it. */
export async function isUntold(store: Store, { id, ...state }: SubscriptionState): Promise<boolean> {
  const row = await store.findOne<Row>({ model, where: [{ field: 'subscriptionId', value: id }] })
  const told = row?.toldState ? (JSON.parse(row.toldState) as SubscriptionState) : null
  return !told || versionOf(told) < versionOf(state)
}
