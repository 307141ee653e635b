import { createAuthEndpoint, sessionMiddleware } from 'better-auth/api'
import type { PluginContext } from '../plugin-context.ts'
import { answered } from '../refuse.ts'

/** `GET /customer/state`: what Polar knows of the customer now, in the client's own shape; null where there is none. */
export function stateEndpoint({ provider }: PluginContext) {
  return createAuthEndpoint(
    '/customer/state',
    {
      method: 'GET',
      use: [sessionMiddleware],
      metadata: { openapi: { operationId: 'getCustomerState', summary: "The customer's state" } },
    },
    async (ctx) => {
      const { id } = ctx.context.session.user
      return ctx.json(await answered(provider.getState(id), ctx.context.logger))
    },
  )
}
