import { hear, hearAll, known, withNewer, type Store, type ToldState } from './copy/copy.ts'
import { saysEnough } from './copy/customer-state.ts'
import type { PluginContext } from './plugin-context.ts'
import { ProviderFailure, type SubscriptionState } from './provider.ts'
import { answered } from './refuse.ts'
import { takeOver, type Keeping } from './users/anonymous.ts'

/** A customer's subscriptions with their age. */
export interface Subscriptions {
  /** As on the wire, ended ones too. */
  subscriptions: SubscriptionState[]
  /** When this was so. */
  read_at: string
  /** True where the provider could not answer and this is what was known before. */
  stale: boolean
}

interface Around extends Keeping {
  adapter: Store
  logger: Keeping['logger'] & { error(message: string, ...details: unknown[]): void }
}

/**
 * What the provider says now; while it does not answer, what it said last, with its age. That somebody has no plan is only
 * ever said where the provider says so.
 *
 * @param told a state that the provider signed: newer than a list that was read from a copy behind it
 * @throws PORTAL_UNAVAILABLE where nothing is known, PORTAL_MISCONFIGURED
 */
export async function liveSubscriptions(
  { provider, keepsCopy, now: clock }: PluginContext,
  around: Around,
  external_id: string,
  told: ToldState | null = null,
): Promise<Subscriptions> {
  const { adapter, logger } = around
  const now = clock()
  const reading = provider.subscriptionsOf(external_id).then(async (listed) => {
    if (listed.length > 0) return listed
    // What they bought anonymously may be on its way to them.
    const isNew = await takeOver(provider, around, external_id)
    return isNew ? provider.subscriptionsOf(external_id) : listed
  })
  if (!keepsCopy) {
    const subscriptions = withNewer(await answered(reading, logger), told)
    return { subscriptions, read_at: now.toISOString(), stale: false }
  }
  const listed = await reading.catch((error: unknown) => {
    if (!(error instanceof ProviderFailure)) throw error
    return error
  })
  if (listed instanceof ProviderFailure) {
    const before = await known(adapter, external_id)
    if (!before || !saysEnough(before)) return answered(Promise.reject(listed), logger)
    logger.error(`Polar: ${listed.message}`, listed.cause)
    const subscriptions = withNewer(before.subscriptions, told)
    const changed = subscriptions.find(({ id }) => id === told?.id)
    if (changed) await hear(adapter, external_id, changed, now)
    return { subscriptions, read_at: before.read_at.toISOString(), stale: true }
  }
  const subscriptions = withNewer(listed, told)
  await hearAll(adapter, external_id, subscriptions, now)
  return { subscriptions, read_at: now.toISOString(), stale: false }
}
