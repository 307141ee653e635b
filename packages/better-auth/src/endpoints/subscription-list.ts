import { createAuthEndpoint, sessionMiddleware } from 'better-auth/api'
import * as z from 'zod'
import { liveSubscriptions } from '../live.ts'
import type { PluginContext } from '../plugin-context.ts'
import { organizationId, referenceOf } from '../references.ts'

/**
 * `GET /subscription/list`: all subscriptions as on the wire, with the time when this was so. While the provider does not
 * answer and the copy is kept, the last known ones, marked `stale`.
 */
export function subscriptionListEndpoint(context: PluginContext) {
  return createAuthEndpoint(
    '/subscription/list',
    {
      method: 'GET',
      query: z.object({ organizationId }).optional(),
      use: [sessionMiddleware],
      metadata: { openapi: { operationId: 'listSubscriptions', summary: 'Subscriptions with their age' } },
    },
    async (ctx) => {
      const { user } = ctx.context.session
      const asked = { user, referenceId: ctx.query?.organizationId, action: 'list' } as const
      const external_id = await referenceOf(context, asked)
      return ctx.json(await liveSubscriptions(context, ctx.context, external_id))
    },
  )
}
