import { createAuthEndpoint, sensitiveSessionMiddleware } from 'better-auth/api'
import * as z from 'zod'
import { trustedAddress } from '../addresses.ts'
import { ensureCustomer, type Person } from '../customers.ts'
import type { AuthorizeReference, PluginContext } from '../plugin-context.ts'
import { answered, refusal } from '../refuse.ts'

export interface PortalOptions {
  /** Where "Back to …" leads when the caller names nothing. Relative to the app. */
  returnUrl?: string
  theme?: 'light' | 'dark'
  authorizeReference?: AuthorizeReference
}

export const portalFlow = z.enum(['cancel', 'payment-method', 'change-plan', 'invoices', 'reactivate'])

const body = z
  .object({
    returnUrl: z.string().max(2048).optional(),
    flow: portalFlow.optional(),
    subscriptionId: z.string().max(64).optional(),
    locale: z.string().max(35).optional(),
    theme: z.enum(['light', 'dark']).optional(),
    organizationId: z.string().max(256).optional(),
    /** Given: answered as the upstream plugin does, which opens the portal for every customer. */
    redirect: z.boolean().optional(),
  })
  .optional()
type Body = z.output<typeof body>

/**
 * `POST /customer/portal` answers `{ url, redirect: false }` for whoever bought something, and a code for everybody else.
 * `GET`, and a POST that says `redirect`, keep to the upstream plugin.
 */
export function portalEndpoint(
  { provider, enableCustomerPortal, portalUrl }: PluginContext,
  options: PortalOptions,
) {
  return createAuthEndpoint(
    '/customer/portal',
    {
      method: ['GET', 'POST'],
      body,
      use: [sensitiveSessionMiddleware],
      metadata: { openapi: { operationId: 'openCustomerPortal', summary: 'Opens the customer portal' } },
    },
    async (ctx) => {
      const user = ctx.context.session.user as Person & { isAnonymous?: boolean }
      const input: Body = ctx.body
      if (user.isAnonymous) throw refusal('UNAUTHORIZED')
      if (!enableCustomerPortal) throw refusal('PORTAL_DISABLED')
      const external_id = await referenceOf(user, input?.organizationId, options)
      const back = input?.returnUrl ?? options.returnUrl
      const return_url = back ? trustedAddress(back, ctx) : null
      const asUpstream = ctx.method === 'GET' || input?.redirect !== undefined
      const open = () => provider.openPortal({ external_id, return_url })

      async function portal(): Promise<string> {
        const [bought, address] = await Promise.all([asUpstream || provider.hasBought(external_id), open()])
        if (bought && address) return address
        if (address || external_id !== user.id) throw refusal('NO_SUBSCRIPTION')
        // Not known yet by this user's id: a customer of a verified address may be theirs all the same.
        await ensureCustomer(provider, user)
        const again = await Promise.all([asUpstream || provider.hasBought(external_id), open()])
        if (again[0] && again[1]) return again[1]
        throw refusal('NO_SUBSCRIPTION')
      }

      const named = new URL(await answered(portal(), ctx.context.logger))
      const url = portalUrl ? new URL(named.pathname + named.search, portalUrl) : named
      const theme = input?.theme ?? options.theme
      const wishes = {
        flow: input?.flow,
        subscription_id: input?.subscriptionId,
        locale: input?.locale,
        theme,
      }
      for (const [key, value] of Object.entries(wishes)) if (value) url.searchParams.set(key, value)
      return ctx.json({ url: url.href, redirect: asUpstream ? (input?.redirect ?? true) : false })
    },
  )
}

async function referenceOf(
  user: Person,
  organizationId: string | undefined,
  { authorizeReference }: PortalOptions,
): Promise<string> {
  if (!organizationId || organizationId === user.id) return user.id
  const request = { user, organizationId, action: 'portal' } as const
  if (await authorizeReference?.(request)) return organizationId
  throw refusal('REFERENCE_NOT_ALLOWED')
}
