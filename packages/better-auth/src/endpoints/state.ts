import { createAuthEndpoint, sessionMiddleware } from 'better-auth/api'
import { known, type Store } from '../copy/copy.ts'
import type { CustomerState } from '../customer-state.ts'
import type { PluginContext } from '../plugin-context.ts'
import { ProviderFailure } from '../provider.ts'
import { answered } from '../refuse.ts'

/** `stale`: Polar could not be asked, and this is what was known before of the subscriptions alone. */
type KnownState = CustomerState & { stale?: boolean }

/**
 * `GET /customer/state`: what Polar knows of the customer now, in the client's own shape; null where there is none. While it
 * does not answer and the copy is kept, the last known subscriptions, marked `stale` and with the time when they were read.
 */
export function stateEndpoint({ provider, keepsCopy }: PluginContext) {
  /** Without benefits and meters, which the copy does not know: that there are none is not said. */
  async function lastKnown(store: Store, user: { id: string; email: string }): Promise<KnownState | null> {
    const before = await known(store, user.id)
    const [newest] = before?.subscriptions ?? []
    if (!before || !newest) return null
    const state = {
      id: newest.customer_id,
      external_id: user.id,
      email: user.email,
      active_subscriptions: before.subscriptions.filter(({ status }) => givesAccess.includes(status)),
      read_at: before.read_at.toISOString(),
      stale: true,
    }
    return provider.present(state) as KnownState
  }

  return createAuthEndpoint(
    '/customer/state',
    {
      method: 'GET',
      use: [sessionMiddleware],
      metadata: { openapi: { operationId: 'getCustomerState', summary: "The customer's state" } },
    },
    async (ctx) => {
      const { user } = ctx.context.session
      const { adapter, logger } = ctx.context
      const state = provider.getState(user.id).catch(async (error: unknown): Promise<KnownState> => {
        const before = keepsCopy && error instanceof ProviderFailure ? await lastKnown(adapter, user) : null
        if (!before) throw error
        logger.error('Polar: the state is told from the copy', error)
        return before
      })
      return ctx.json<KnownState | null>(await answered(state, logger))
    },
  )
}

/** As Polar counts what is active. */
const givesAccess = ['active', 'trialing']
