import { createAuthEndpoint, sensitiveSessionMiddleware } from 'better-auth/api'
import * as z from 'zod'
import { callingPage } from '../addresses.ts'
import type { OwnAccount } from '../own-account.ts'
import type { PluginContext } from '../plugin-context.ts'
import type { SubscriptionState } from '../provider.ts'
import { organizationId } from '../references.ts'
import { answered, refusal } from '../refuse.ts'
import { accountOf, changed, told, type Acting, type Attempt } from './acting.ts'

const named = {
  subscriptionId: z.string().min(1).max(64),
  organizationId,
}
const missing = 'SUBSCRIPTION_NOT_FOUND'
const use = [sensitiveSessionMiddleware]
const openapi = (operationId: string, summary: string) => ({
  metadata: { openapi: { operationId, summary } },
})

const reasons = z.enum([
  'customer_service',
  'low_quality',
  'missing_features',
  'switched_service',
  'too_complex',
  'too_expensive',
  'unused',
  'other',
])

interface Named {
  body: { subscriptionId: string; organizationId?: string | undefined }
}
interface Update extends Pick<Attempt, 'isDone' | 'otherwise'> {
  changes: Parameters<OwnAccount['updateSubscription']>[1]
}

/** Changes the subscription that was named, by the customer's own account. */
async function update(
  context: PluginContext,
  ctx: Acting & Named,
  { changes, ...attempt }: Update,
): Promise<SubscriptionState> {
  const { subscriptionId: subscription_id, organizationId } = ctx.body
  const asked = { organizationId, action: 'manage', missing } as const
  const { account, external_id } = await accountOf(context, ctx, asked)
  const run = () => account.updateSubscription(subscription_id, changes)
  return changed(context, ctx, { external_id, subscription_id, run, ...attempt })
}

/** `POST /subscription/cancel`: ends with the period that is paid for, and is charged no further. */
export function cancelEndpoint(context: PluginContext) {
  return createAuthEndpoint(
    '/subscription/cancel',
    {
      method: 'POST',
      body: z.object({ ...named, reason: reasons.optional(), comment: z.string().max(4000).optional() }),
      use,
      ...openapi('cancelSubscription', 'Cancels at the end of the period'),
    },
    async (ctx) => {
      const { reason, comment } = ctx.body
      const subscription = await update(context, ctx, {
        changes: {
          cancel_at_period_end: true,
          ...(reason && { cancellation_reason: reason }),
          ...(comment && { cancellation_comment: comment }),
        },
        isDone: ({ cancel_at_period_end, ended_at }) => cancel_at_period_end || ended_at !== null,
        otherwise: 'ACTION_NOT_POSSIBLE',
      })
      return ctx.json({ subscription })
    },
  )
}

/** `POST /subscription/reactivate`: takes a scheduled cancellation back. */
export function reactivateEndpoint(context: PluginContext) {
  return createAuthEndpoint(
    '/subscription/reactivate',
    {
      method: 'POST',
      body: z.object(named),
      use,
      ...openapi('reactivateSubscription', 'Takes a cancellation back'),
    },
    async (ctx) => {
      const subscription = await update(context, ctx, {
        changes: { cancel_at_period_end: false },
        isDone: ({ cancel_at_period_end, ended_at }) => !cancel_at_period_end && ended_at === null,
        otherwise: 'NOT_CANCELED',
      })
      return ctx.json({ subscription })
    },
  )
}

/** `POST /subscription/pause`: from the end of the period on, until `resumesAt` or until it is resumed. */
export function pauseEndpoint(context: PluginContext) {
  return createAuthEndpoint(
    '/subscription/pause',
    {
      method: 'POST',
      body: z.object({ ...named, resumesAt: z.iso.datetime({ offset: true }).optional() }),
      use,
      ...openapi('pauseSubscription', 'Pauses at the end of the period'),
    },
    async (ctx) => {
      const { resumesAt } = ctx.body
      const subscription = await update(context, ctx, {
        changes: { pause_at_period_end: true, ...(resumesAt && { resumes_at: resumesAt }) },
        isDone: ({ pause_at_period_end }) => pause_at_period_end === true,
        otherwise: 'PAUSE_NOT_POSSIBLE',
      })
      return ctx.json({ subscription })
    },
  )
}

/** `POST /subscription/resume`: ends a pause now, which is charged; one that is only scheduled is taken back. */
export function resumeEndpoint(context: PluginContext) {
  return createAuthEndpoint(
    '/subscription/resume',
    {
      method: 'POST',
      body: z.object(named),
      use,
      ...openapi('resumeSubscription', 'Ends a pause'),
    },
    async (ctx) => {
      const { subscriptionId: id, organizationId } = ctx.body
      const asked = { organizationId, action: 'manage', missing } as const
      const { account, external_id } = await accountOf(context, ctx, asked)
      const otherwise = 'PAUSE_NOT_POSSIBLE'
      const found = told(account.getSubscription(id), { missing, otherwise })
      const { status } = await answered(found, ctx.context.logger)
      const changes = status === 'paused' ? { resume: true } : { pause_at_period_end: false }
      const subscription = await changed(context, ctx, {
        external_id,
        subscription_id: id,
        run: () => account.updateSubscription(id, changes),
        isDone: (state) => state.pause_at_period_end === false && !state.paused_at,
        otherwise,
      })
      return ctx.json({ subscription })
    },
  )
}

const toAnother = { ...named, productId: z.string().min(1).max(64) }

/** `POST /subscription/preview`: what another plan costs and when; `quote` is null where the provider quotes nothing. */
export function previewEndpoint(context: PluginContext) {
  return createAuthEndpoint(
    '/subscription/preview',
    {
      method: 'POST',
      body: z.object(toAnother),
      use,
      ...openapi('previewPlanChange', 'What another plan costs'),
    },
    async (ctx) => {
      const { subscriptionId: id, organizationId, productId } = ctx.body
      const asked = { organizationId, action: 'list', missing } as const
      const { account } = await accountOf(context, ctx, asked)
      const wording = { missing, otherwise: 'PLAN_NOT_AVAILABLE' } as const
      const quoted = account.getSubscription(id).then(() => account.quotePlan(id, productId))
      return ctx.json({ quote: await answered(told(quoted, wording), ctx.context.logger) })
    },
  )
}

interface Changed {
  subscription: SubscriptionState
  order_id: string | null
  client_secret: string | null
  /** Where the bank asks first: the portal, where the customer does the same change and answers it. */
  url: string | null
}

/** `POST /subscription/change-plan`: as it was quoted where the provider quotes, or not at all. */
export function changePlanEndpoint(context: PluginContext) {
  return createAuthEndpoint(
    '/subscription/change-plan',
    {
      method: 'POST',
      body: z.object({ ...toAnother, quoteId: z.string().min(1).max(128).optional() }),
      use,
      ...openapi('changePlan', 'Changes to another plan'),
    },
    async (ctx) => {
      const { subscriptionId: id, organizationId, productId, quoteId } = ctx.body
      const asked = { organizationId, action: 'manage', missing } as const
      const { account, external_id } = await accountOf(context, ctx, asked)
      const wording = { missing, otherwise: 'PLAN_NOT_AVAILABLE' } as const
      const found = told(account.getSubscription(id), wording)
      await answered(found, ctx.context.logger)
      if (!quoteId) {
        const quote = await answered(told(account.quotePlan(id, productId), wording), ctx.context.logger)
        if (quote) throw refusal('QUOTE_REQUIRED')
      }
      const outcome: Omit<Changed, 'subscription' | 'url'> = { order_id: null, client_secret: null }
      const subscription = await changed(context, ctx, {
        external_id,
        subscription_id: id,
        async run() {
          if (!quoteId) return account.updateSubscription(id, { product_id: productId })
          const { subscription: state, ...rest } = await account.changeAsQuoted(id, productId, quoteId)
          Object.assign(outcome, rest)
          return state
        },
        isDone: ({ product_id }) => product_id === productId,
        otherwise: 'PLAN_NOT_AVAILABLE',
      })
      const url = outcome.client_secret ? await changeInPortal(context, ctx, external_id, id) : null
      return ctx.json({ subscription, ...outcome, url } satisfies Changed)
    },
  )
}

/** Null where there is no portal to lead to; the change waits for the bank all the same. */
async function changeInPortal(
  { door, enableCustomerPortal }: PluginContext,
  ctx: Acting & Parameters<typeof callingPage>[0],
  external_id: string,
  subscription_id: string,
): Promise<string | null> {
  if (!enableCustomerPortal) return null
  const url = await door.open({ external_id, return_url: callingPage(ctx) }).catch((error: unknown) => {
    ctx.context.logger.error('Polar: the portal, to answer the bank in, could not be opened', error)
    return null
  })
  url?.searchParams.set('flow', 'change-plan')
  url?.searchParams.set('subscription_id', subscription_id)
  return url?.href ?? null
}
