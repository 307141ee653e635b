import { createAuthEndpoint, sessionMiddleware } from 'better-auth/api'
import * as z from 'zod'
import type { AuthorizeReference, PluginContext } from '../plugin-context.ts'
import { referenceOf } from '../references.ts'
import { answered } from '../refuse.ts'

const page = {
  page: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
}
/** In a query `false` is a word. */
const flag = z.preprocess((value) => (value === 'false' ? false : value), z.coerce.boolean()).optional()

const openapi = (operationId: string, summary: string) => ({
  metadata: { openapi: { operationId, summary } },
})

/** `GET /customer/benefits/list`: what was granted to the customer, in the shape of the client that the app chose. */
export function benefitsEndpoint({ provider }: PluginContext) {
  return createAuthEndpoint(
    '/customer/benefits/list',
    {
      method: 'GET',
      query: z.object(page).optional(),
      use: [sessionMiddleware],
      ...openapi('listCustomerBenefits', "The customer's benefits"),
    },
    async (ctx) => {
      const listed = provider.listOf('benefitGrants', ctx.context.session.user.id, given(ctx.query))
      return ctx.json(await answered(listed, ctx.context.logger))
    },
  )
}

/** `GET /customer/orders/list` */
export function ordersEndpoint({ provider }: PluginContext) {
  return createAuthEndpoint(
    '/customer/orders/list',
    {
      method: 'GET',
      query: z
        .object({ ...page, productBillingType: z.enum(['recurring', 'one_time']).optional() })
        .optional(),
      use: [sessionMiddleware],
      ...openapi('listCustomerOrders', "The customer's orders"),
    },
    async (ctx) => {
      const { productBillingType, ...query } = ctx.query ?? {}
      const asked = given({ ...query, product_billing_type: productBillingType })
      const listed = provider.listOf('orders', ctx.context.session.user.id, asked)
      return ctx.json(await answered(listed, ctx.context.logger))
    },
  )
}

/** `GET /customer/subscriptions/list`; with `referenceId` those of an organization, where the app says that this user may. */
export function subscriptionsEndpoint(
  { provider, authorizeReference }: PluginContext,
  options: { authorizeReference?: AuthorizeReference },
) {
  return createAuthEndpoint(
    '/customer/subscriptions/list',
    {
      method: 'GET',
      query: z.object({ ...page, referenceId: z.string().max(256).optional(), active: flag }).optional(),
      use: [sessionMiddleware],
      ...openapi('listCustomerSubscriptions', "The customer's subscriptions"),
    },
    async (ctx) => {
      const { referenceId, ...query } = ctx.query ?? {}
      const { user } = ctx.context.session
      const asked = { user, referenceId, action: 'list' } as const
      const reference = await referenceOf(asked, options.authorizeReference ?? authorizeReference)
      const listed = referenceId
        ? provider.listByReference(reference, given(query))
        : provider.listOf('subscriptions', user.id, given(query))
      return ctx.json(await answered(listed, ctx.context.logger))
    },
  )
}

/** `GET /usage/meters/list` */
export function metersEndpoint({ provider }: PluginContext) {
  return createAuthEndpoint(
    '/usage/meters/list',
    {
      method: 'GET',
      query: z.object(page).optional(),
      use: [sessionMiddleware],
      ...openapi('listCustomerMeters', "The customer's meters"),
    },
    async (ctx) => {
      const listed = provider.listOf('customerMeters', ctx.context.session.user.id, given(ctx.query))
      return ctx.json(await answered(listed, ctx.context.logger))
    },
  )
}

function given(query: Record<string, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
}
