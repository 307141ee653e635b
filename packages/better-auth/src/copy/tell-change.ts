import type { SubscriptionState } from '../provider.ts'
import type { Store } from './copy.ts'
import { versionOf } from './version.ts'

interface Row {
  toldState: string | null
}
type Tell = (change: { before: SubscriptionState | null; after: SubscriptionState }) => unknown

const model = 'polarSubscription'

/**
 * Tells of a change once and forwards only, whether or not a read knew of it before. It is marked first, so that nobody tells
 * it beside us, and unmarked where the telling fails, so that it is told again.
 */
export async function tellChange(store: Store, after: SubscriptionState, tell: Tell): Promise<void> {
  const where = [{ field: 'subscriptionId', value: after.id }]
  const row = await store.findOne<Row>({ model, where })
  const told = row?.toldState ?? null
  const before = told === null ? null : (JSON.parse(told) as SubscriptionState)
  const state = JSON.stringify(after)
  if (told === state || (before && versionOf(before) > versionOf(after))) return
  const mark = (from: string | null, to: string | null) =>
    store.updateMany({
      model,
      where: [...where, { field: 'toldState', value: from }],
      update: { toldState: to },
    })
  if ((await mark(told, state)) === 0) return
  try {
    await tell({ before, after })
  } catch (error) {
    await mark(state, told)
    throw error
  }
}

/** Whether this state is newer than what was told last. The same one may be written otherwise by whoever read it. */
export async function isUntold(store: Store, { id, ...state }: SubscriptionState): Promise<boolean> {
  const row = await store.findOne<Row>({ model, where: [{ field: 'subscriptionId', value: id }] })
  const told = row?.toldState ? (JSON.parse(row.toldState) as SubscriptionState) : null
  return !told || versionOf(told) < versionOf(state)
}
