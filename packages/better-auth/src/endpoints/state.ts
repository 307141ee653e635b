import { createAuthEndpoint, sessionMiddleware } from 'better-auth/api'
import * as z from 'zod'
import { known, type Store } from '../copy/copy.ts'
import type { CustomerState } from '../customer-state.ts'
import type { PluginContext } from '../plugin-context.ts'
import { ProviderFailure } from '../provider.ts'
import { organizationId, referenceOf } from '../references.ts'
import { answered } from '../refuse.ts'

/** `stale`: Polar could not be asked, and this is what was known before of the subscriptions alone. */
type KnownState = CustomerState & { stale?: boolean }

/**
 * `GET /customer/state`: what Polar knows of the customer now, in the client's own shape; null where there is none. While it
 * does not answer and the copy is kept, the last known subscriptions, marked `stale` and with the time when they were read.
 */
export function stateEndpoint(context: PluginContext) {
  const { provider, keepsCopy } = context
  /** Without benefits and meters, which the copy does not know: that there are none is not said. */
  async function lastKnown(store: Store, external_id: string, email: string | null) {
    const before = await known(store, external_id)
    const [newest] = before?.subscriptions ?? []
    if (!before || !newest) return null
    const state = {
      id: newest.customer_id,
      external_id,
      email,
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
      query: z.object({ organizationId }).optional(),
      use: [sessionMiddleware],
      metadata: { openapi: { operationId: 'getCustomerState', summary: "The customer's state" } },
    },
    async (ctx) => {
      const { user } = ctx.context.session
      const { adapter, logger } = ctx.context
      const asked = { user, referenceId: ctx.query?.organizationId, action: 'list' } as const
      const external_id = await referenceOf(context, asked)
      const email = external_id === user.id ? user.email : null
      const state = provider.getState(external_id).catch(async (error: unknown): Promise<KnownState> => {
        const isSilent = keepsCopy && error instanceof ProviderFailure
        const before = isSilent ? await lastKnown(adapter, external_id, email) : null
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
