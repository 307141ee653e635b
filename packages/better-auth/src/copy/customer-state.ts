import type { SubscriptionState } from '../provider.ts'
import { known, type Known, type Store } from './copy.ts'
import { versionAt, versionOf } from './version.ts'

/** A customer's state as on the wire: benefits and meters beside what is active. */
export interface WireState extends Record<string, unknown> {
  id: string
  active_subscriptions: SubscriptionState[]
}

/** What was told of somebody as a whole. */
export interface ToldCustomer {
  /** Null: they were no customer. */
  state: WireState | null
  /** When this was so. */
  at: Date
}
interface Row {
  version: string
  state: string
}

const model = 'polarCustomerState'

/** Takes in what was told of a customer at an instant, unless something newer is there. */
export async function hearState(
  store: Store,
  referenceId: string,
  state: WireState | null,
  at: string,
): Promise<void> {
  const where = [{ field: 'referenceId', value: referenceId }]
  const row = { version: versionAt(at), state: JSON.stringify(state) }
  const older = [...where, { field: 'version', operator: 'lt' as const, value: row.version }]
  if ((await store.updateMany({ model, where: older, update: row })) > 0) return
  if (await store.findOne({ model, where })) return
  await store.create({ model, data: { referenceId, ...row } }).catch(async (error: unknown) => {
    // Somebody else was first, which the unique column tells; else it is a fault of the database.
    if (!(await store.findOne({ model, where }))) throw error
    await store.updateMany({ model, where: older, update: row })
  })
}

export async function knownState(store: Store, referenceId: string): Promise<ToldCustomer | null> {
  const row = await store.findOne<Row>({ model, where: [{ field: 'referenceId', value: referenceId }] })
  if (!row) return null
  return { state: JSON.parse(row.state) as WireState | null, at: new Date(`${row.version}Z`) }
}

/** As Polar counts what is active. */
const givesAccess = ['active', 'trialing']

/**
 * What is known to be active, each subscription by the newer of what the copy and the customer's state say of it. Null: that
 * there is anything is as little known as that there is nothing.
 */
export function activeOf(copied: Known | null, told: ToldCustomer | null): SubscriptionState[] | null {
  if (!told) return copied && saysEnough(copied) ? copied.subscriptions.filter(isActive) : null
  const listed = told.state?.active_subscriptions ?? []
  const rows = copied?.subscriptions ?? []
  // All of it was read after that: what is not in the copy is gone.
  if (copied?.is_complete && copied.read_at > told.at) return rows.filter(isActive)
  const kept = listed.filter((one) => !rows.some((row) => row.id === one.id && isNewer(row, versionOf(one))))
  const heard = rows.filter((row) => {
    const one = listed.find(({ id }) => id === row.id)
    return isActive(row) && isNewer(row, one ? versionOf(one) : versionAt(told.at.toISOString()))
  })
  return [...heard, ...kept]
}

/** That somebody has nothing that runs is only said where all of theirs was read. */
export function saysEnough({ is_complete, subscriptions }: Known): boolean {
  return is_complete || subscriptions.some(({ ended_at }) => ended_at === null)
}

const isActive = ({ status }: SubscriptionState) => givesAccess.includes(status)
const isNewer = (row: SubscriptionState, version: string) => versionOf(row) > version

interface Whose {
  external_id: string
  email: string | null
}

/**
 * A customer's state without asking for it, as on the wire, with its age; null where nothing is known. Benefits and meters are
 * left out where the state was never told: that there are none is not said.
 */
export function lastKnownState(
  whose: Whose,
  copied: Known | null,
  told: ToldCustomer | null,
): Record<string, unknown> | null {
  const active_subscriptions = activeOf(copied, told)
  if (!active_subscriptions) return null
  const [newest] = copied?.subscriptions ?? []
  const wasNobody = told !== null && told.state === null && active_subscriptions.length === 0
  return {
    ...(wasNobody && { granted_benefits: [], active_meters: [] }),
    // Where there never was a customer, there is no id.
    id: newest?.customer_id ?? null,
    ...whose,
    ...told?.state,
    active_subscriptions,
    // As old as the oldest of it.
    read_at: (told?.at ?? copied!.read_at).toISOString(),
    stale: true,
  }
}

interface Around {
  adapter: Store
  logger: { error(message: string, ...details: unknown[]): void }
}

/** Whoever begins to buy is not known to have nothing any more, until it is read again. That keeps nobody from buying. */
export async function doubtEmptiness({ adapter, logger }: Around, referenceId: string): Promise<void> {
  try {
    if ((await known(adapter, referenceId))?.subscriptions.some(isActive)) return
    const where = [{ field: 'referenceId', value: referenceId }]
    for (const told of [model, 'polarReading']) await adapter.deleteMany({ model: told, where })
  } catch (error) {
    logger.error('Polar: the copy could not be told that somebody buys', error)
  }
}
