import { createAuthEndpoint, sensitiveSessionMiddleware, sessionMiddleware } from 'better-auth/api'
import * as z from 'zod'
import type { PluginContext } from '../plugin-context.ts'
import { organizationId } from '../references.ts'
import { answered, refusal } from '../refuse.ts'
import { accountOf, told } from './acting.ts'

/** `GET /orders/list`: as on the wire, the newest first. */
export function orderListEndpoint(context: PluginContext) {
  return createAuthEndpoint(
    '/orders/list',
    {
      method: 'GET',
      query: z
        .object({
          page: z.coerce.number().int().min(1).optional(),
          limit: z.coerce.number().int().min(1).max(100).optional(),
          organizationId,
        })
        .optional(),
      use: [sessionMiddleware],
      metadata: { openapi: { operationId: 'listOrders', summary: 'Orders, the newest first' } },
    },
    async (ctx) => {
      const { page = 1, limit = 20, organizationId: organization } = ctx.query ?? {}
      const asked = { organizationId: organization, action: 'list', missing: 'NO_SUBSCRIPTION' } as const
      const own = await accountOf(context, ctx, asked).catch((error: unknown) => {
        // Who is no customer has bought nothing, which is no error.
        if ((error as { body?: { code?: string } }).body?.code === 'NO_SUBSCRIPTION') return null
        throw error
      })
      if (!own) return ctx.json({ orders: [] })
      const wording = { missing: 'NO_SUBSCRIPTION', otherwise: 'ACTION_NOT_POSSIBLE' } as const
      const listed = told(own.account.listOrders({ page, limit }), wording)
      return ctx.json({ orders: await answered(listed, ctx.context.logger) })
    },
  )
}

/** `POST /invoice/url`: where the PDF of an order's invoice is, for a while; it is made where there is none yet. */
export function invoiceUrlEndpoint(context: PluginContext) {
  return createAuthEndpoint(
    '/invoice/url',
    {
      method: 'POST',
      body: z.object({ orderId: z.string().min(1).max(64), organizationId }),
      use: [sensitiveSessionMiddleware],
      metadata: { openapi: { operationId: 'getInvoiceUrl', summary: "An invoice's address" } },
    },
    async (ctx) => {
      const { orderId, organizationId: organization } = ctx.body
      const missing = 'ORDER_NOT_FOUND'
      const asked = { organizationId: organization, action: 'list', missing } as const
      const { account } = await accountOf(context, ctx, asked)
      const found = told(account.invoiceUrl(orderId), { missing, otherwise: 'INVOICE_NOT_READY' })
      const url = await answered(found, ctx.context.logger)
      if (!URL.canParse(url)) throw refusal('PORTAL_UNAVAILABLE')
      return ctx.json({ url })
    },
  )
}
