import { createAuthEndpoint, sessionMiddleware } from 'better-auth/api'
import * as z from 'zod'
import { known, type Store } from '../copy/copy.ts'
import { hearState, knownState, lastKnownState, type WireState } from '../copy/customer-state.ts'
import type { CustomerState } from '../customer-state.ts'
import type { PluginContext } from '../plugin-context.ts'
import { ProviderFailure } from '../provider.ts'
import { organizationId, referenceOf } from '../references.ts'
import { answered } from '../refuse.ts'
import { asOnTheWire } from '../sdk/names.ts'
import { takeOver, type Keeping } from '../users/anonymous.ts'

/** `stale`: Polar could not be asked, and this is what was known before. */
type KnownState = CustomerState & { stale?: boolean }
interface Around extends Keeping {
  adapter: Store
  logger: Keeping['logger'] & { error(message: string, ...details: unknown[]): void }
}

/**
 * `GET /customer/state`: what Polar knows of the customer now, in the client's own shape; null where there is none. While it
 * does not answer and the copy is kept, what was known last, marked `stale` and with the time when that was so.
 */
export function stateEndpoint(context: PluginContext) {
  const { provider, keepsCopy, now } = context

  async function live(external_id: string, around: Around): Promise<KnownState | null> {
    const { adapter, logger } = around
    const asked_at = now().toISOString()
    const own = await provider.getState(external_id)
    // Nobody as yet, who may have bought anonymously.
    const isNew = !own && (await takeOver(provider, around, external_id))
    const state = isNew ? await provider.getState(external_id) : own
    if (keepsCopy)
      await hearState(adapter, external_id, asOnTheWire(state) as WireState | null, asked_at).catch(
        (error: unknown) => logger.error('Polar: the state could not be taken into the copy', error),
      )
    return state
  }

  async function lastKnown(whose: { external_id: string; email: string | null }, adapter: Store) {
    const [copied, told] = await Promise.all([
      known(adapter, whose.external_id),
      knownState(adapter, whose.external_id),
    ])
    const state = lastKnownState(whose, copied, told)
    return state && (provider.present(state) as KnownState)
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
      const state = live(external_id, ctx.context).catch(async (error: unknown): Promise<KnownState> => {
        const isSilent = keepsCopy && error instanceof ProviderFailure
        const before = isSilent ? await lastKnown({ external_id, email }, adapter) : null
        if (!before) throw error
        logger.error('Polar: the state is told from the copy', error)
        return before
      })
      return ctx.json<KnownState | null>(await answered(state, logger))
    },
  )
}
