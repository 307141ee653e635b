import { createAuthEndpoint, sessionMiddleware } from 'better-auth/api'
import * as z from 'zod'
import type { PluginContext } from '../plugin-context.ts'
import { organizationId, referenceOf } from '../references.ts'
import { answered } from '../refuse.ts'

const body = z.object({
  event: z.string().min(1).max(128),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  organizationId,
})

/** `POST /usage/ingest`: one event of use by who is signed in, on their own account or an organization's. */
export function ingestEndpoint(context: PluginContext) {
  return createAuthEndpoint(
    '/usage/ingest',
    {
      method: 'POST',
      body,
      use: [sessionMiddleware],
      metadata: { openapi: { operationId: 'ingestUsage', summary: 'Counts an event of use' } },
    },
    async (ctx) => {
      const { event, metadata, organizationId: referenceId } = ctx.body
      const { user } = ctx.context.session
      const external_customer_id = await referenceOf(context, { user, referenceId, action: 'ingest' })
      const told = context.provider.ingest({ name: event, metadata, external_customer_id })
      return ctx.json(await answered(told, ctx.context.logger))
    },
  )
}
