import { createAuthEndpoint, sessionMiddleware } from 'better-auth/api'
import * as z from 'zod'
import type { PluginContext, ReferenceRequest } from '../plugin-context.ts'
import type { Listed } from '../provider.ts'
import { organizationId, referenceOf } from '../references.ts'
import { answered } from '../refuse.ts'

const page = {
  organizationId,
  page: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
}
/** In a query `false` is a word. */
const flag = z.preprocess((value) => (value === 'false' ? false : value), z.coerce.boolean()).optional()

const openapi = (operationId: string, summary: string) => ({
  metadata: { openapi: { operationId, summary } },
})

interface Around {
  context: {
    session: { user: ReferenceRequest['user'] }
    logger: { error(message: string, ...details: unknown[]): void }
  }
}
interface Query extends Record<string, unknown> {
  organizationId?: string | undefined
}

/** What is the user's, or that of an organization where the app says that this user may; in the shape of the app's client. */
async function listed(
  context: PluginContext,
  { context: { session, logger } }: Around,
  resource: Listed,
  { organizationId: referenceId, ...query }: Query = {},
): Promise<object> {
  const external_id = await referenceOf(context, { user: session.user, referenceId, action: 'list' })
  return answered(context.provider.listOf(resource, external_id, given(query)), logger)
}

/** `GET /customer/benefits/list` */
export function benefitsEndpoint(context: PluginContext) {
  return createAuthEndpoint(
    '/customer/benefits/list',
    {
      method: 'GET',
      query: z.object(page).optional(),
      use: [sessionMiddleware],
      ...openapi('listCustomerBenefits', "The customer's benefits"),
    },
    async (ctx) => ctx.json(await listed(context, ctx, 'benefitGrants', ctx.query)),
  )
}

/** `GET /customer/orders/list` */
export function ordersEndpoint(context: PluginContext) {
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
      const { productBillingType: product_billing_type, ...query } = ctx.query ?? {}
      return ctx.json(await listed(context, ctx, 'orders', { ...query, product_billing_type }))
    },
  )
}

/** `GET /customer/subscriptions/list`; with `referenceId` those that were bought in its name, whoever pays. */
export function subscriptionsEndpoint(context: PluginContext) {
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
      if (!referenceId) return ctx.json(await listed(context, ctx, 'subscriptions', query))
      const { organizationId: _ofCustomers, ...asked } = query
      const { user } = ctx.context.session
      const reference = await referenceOf(context, { user, referenceId, action: 'list' })
      const found = context.provider.listByReference(reference, given(asked))
      return ctx.json(await answered(found, ctx.context.logger))
    },
  )
}

/** `GET /usage/meters/list` */
export function metersEndpoint(context: PluginContext) {
  return createAuthEndpoint(
    '/usage/meters/list',
    {
      method: 'GET',
      query: z.object(page).optional(),
      use: [sessionMiddleware],
      ...openapi('listCustomerMeters', "The customer's meters"),
    },
    async (ctx) => ctx.json(await listed(context, ctx, 'customerMeters', ctx.query)),
  )
}

function given(query: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
}
