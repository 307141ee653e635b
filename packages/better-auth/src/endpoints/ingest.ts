import { createAuthEndpoint, sessionMiddleware } from 'better-auth/api'
import * as z from 'zod'
import type { PluginContext } from '../plugin-context.ts'
import { answered } from '../refuse.ts'

const body = z.object({
  event: z.string().min(1).max(128),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
})

/** `POST /usage/ingest`: one event of use by who is signed in. */
export function ingestEndpoint({ provider }: PluginContext) {
  return createAuthEndpoint(
    '/usage/ingest',
    {
      method: 'POST',
      body,
      use: [sessionMiddleware],
      metadata: { openapi: { operationId: 'ingestUsage', summary: 'Counts an event of use' } },
    },
    async (ctx) => {
      const { event, metadata } = ctx.body
      const told = { name: event, metadata, external_customer_id: ctx.context.session.user.id }
      return ctx.json(await answered(provider.ingest(told), ctx.context.logger))
    },
  )
}
