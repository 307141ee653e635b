import { createAuthEndpoint } from 'better-auth/api'
import type { AuthContext } from 'better-auth'
import { hear, isForgotten, pageMax } from '../copy/copy.ts'
import { isUntold, tellChange } from '../copy/tell-change.ts'
import type { PluginContext } from '../plugin-context.ts'
import type { SubscriptionState } from '../provider.ts'
import { answered } from '../refuse.ts'
import type { WebhooksOptions } from './handlers.ts'

/** Silence would be taken for "nothing changed". */
export const needsCopy = (what: string) =>
  `Polar: ${what} has to know what was before. Give polar() keepCopy: true, and run generate or migrate of Better Auth.`

/** What came of comparing the copy with the provider. */
export interface Reconciled {
  /** So many subscriptions were read. */
  read: number
  /** Of these the copy knew another state, or none. */
  healed: number
  /** Of these `onSubscriptionChanged` could not be told, or is being told of an earlier change; the next time it is. */
  failed: number
}

/**
 * `auth.api.reconcileSubscriptions()`, for a job of the app: nobody can ask for it over HTTP. A webhook that was lost, because
 * the app was away for longer than Polar tries, is made good by it.
 */
export function reconcileEndpoint(
  { provider, keepsCopy, now, newId }: PluginContext,
  { onSubscriptionChanged }: Pick<WebhooksOptions, 'onSubscriptionChanged'>,
) {
  async function takeIn(state: SubscriptionState, { adapter, logger }: AuthContext, result: Reconciled) {
    const { external_id } = (state.customer ?? {}) as { external_id?: string | null }
    if (external_id && (await isForgotten(adapter, external_id))) return
    const heard = await hear(adapter, external_id ?? '', state, now())
    if (heard.kind === 'late') return
    if (heard.kind === 'changed') result.healed++
    if (!onSubscriptionChanged || !(await isUntold(adapter, state))) return
    const referenceId = external_id || null
    try {
      const told = await tellChange(adapter, state, {
        now: now(),
        newId,
        tell: (change) => onSubscriptionChanged({ referenceId, ...change }),
      })
      if (told === 'underway') result.failed++
    } catch (error) {
      result.failed++
      logger.error('Polar: a change that no webhook told could not be told', error)
    }
  }

  return createAuthEndpoint(
    '/polar/reconcile',
    { method: 'POST', metadata: { SERVER_ONLY: true as const, scope: 'server' as const } },
    async (ctx): Promise<Reconciled> => {
      if (!keepsCopy) throw new Error(needsCopy('reconcileSubscriptions()'))
      const result = { read: 0, healed: 0, failed: 0 }
      for (let page = 1; ; page++) {
        const states = await answered(provider.subscriptionsOnPage(page), ctx.context.logger)
        for (const state of states) await takeIn(state, ctx.context, result)
        result.read += states.length
        if (states.length < pageMax) return result
      }
    },
  )
}
