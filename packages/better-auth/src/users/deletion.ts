import type { Provider, SubscriptionState } from '../provider.ts'
import { answered, refusal } from '../refuse.ts'

/**
 * What becomes of running subscriptions when their user is deleted: the deletion is refused until they end, they are
 * cancelled to their period's end, or they end at once.
 */
export type OnUserDelete = 'refuse' | 'schedule' | 'end'

interface Logger {
  error(message: string, ...details: unknown[]): void
}

/**
 * Has to be through before anything of the user is deleted. It asks the provider and goes by the link alone: a customer who
 * merely has the same address is somebody else. Where the provider does not answer, nobody is deleted.
 *
 * @throws SUBSCRIPTION_RUNNING or PORTAL_UNAVAILABLE
 */
export async function settleSubscriptions(
  provider: Provider,
  user_id: string,
  policy: OnUserDelete,
  logger: Logger,
): Promise<void> {
  const running = (await answered(provider.subscriptionsOf(user_id), logger)).filter(isRunning)
  if (policy === 'end') return each(running, (id) => provider.cancelSubscription(id, 'now'), logger)
  const renewing = running.filter(({ cancel_at_period_end }) => !cancel_at_period_end)
  if (policy === 'schedule')
    return each(renewing, (id) => provider.cancelSubscription(id, 'period_end'), logger)
  if (renewing.length > 0) throw refusal('SUBSCRIPTION_RUNNING')
}

async function each(
  subscriptions: readonly SubscriptionState[],
  run: (id: string) => Promise<void>,
  logger: Logger,
): Promise<void> {
  for (const { id } of subscriptions) await answered(run(id), logger)
}

/** Would charge somebody again. */
export function isRunning({ status, ended_at }: SubscriptionState): boolean {
  return ended_at === null && !['canceled', 'incomplete_expired', 'incomplete'].includes(status)
}
