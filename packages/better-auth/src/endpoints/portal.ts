import { BASE_ERROR_CODES } from 'better-auth'
import { APIError, createAuthEndpoint, sensitiveSessionMiddleware } from 'better-auth/api'
import * as z from 'zod'
import { callingPage, isOfAnotherSite, trustedAddress } from '../addresses.ts'
import { knownToHaveBought, type Store } from '../copy/copy.ts'
import type { ActingOptions, PluginContext } from '../plugin-context.ts'
import { organizationId, referenceOf } from '../references.ts'
import { answered, refusal } from '../refuse.ts'
import { ensureCustomer, type Person } from '../users/customers.ts'

export interface PortalOptions extends ActingOptions {
  /** Where "Back to …" leads when the caller names nothing. Relative to the app. @default the page that asks, where its origin is trusted */
  returnUrl?: string
  theme?: 'light' | 'dark'
  /** Which of the portal's configured looks a session has where the caller names none. */
  brand?: string
}

export const portalFlow = z.enum(['cancel', 'payment-method', 'change-plan', 'invoices', 'reactivate'])

const body = z
  .object({
    returnUrl: z.string().max(2048).optional(),
    flow: portalFlow.optional(),
    subscriptionId: z.string().max(64).optional(),
    locale: z.string().max(35).optional(),
    theme: z.enum(['light', 'dark']).optional(),
    brand: z
      .string()
      .regex(/^[\w-]{1,32}$/)
      .optional(),
    organizationId,
    /** Given: answered as the upstream plugin does, which opens the portal for every customer. */
    redirect: z.boolean().optional(),
  })
  .optional()
type Body = z.output<typeof body>

/**
 * `POST /customer/portal` answers `{ url, redirect: false }` for whoever bought something, and a code for everybody else.
 * `GET`, and a POST that says `redirect`, keep to the upstream plugin.
 */
export function portalEndpoint(context: PluginContext, options: PortalOptions) {
  const { door, enableCustomerPortal } = context
  const buyers = rememberedBuyers(context)
  return createAuthEndpoint(
    '/customer/portal',
    {
      // Called on the server without a method, the first counts.
      method: ['POST', 'GET'],
      body,
      use: [sensitiveSessionMiddleware],
      metadata: { openapi: { operationId: 'openCustomerPortal', summary: 'Opens the customer portal' } },
    },
    async (ctx) => {
      if (isOfAnotherSite(ctx)) throw new APIError('FORBIDDEN', BASE_ERROR_CODES.INVALID_ORIGIN)
      const user = ctx.context.session.user as Person & { isAnonymous?: boolean }
      const input: Body = ctx.body
      if (user.isAnonymous) throw refusal('UNAUTHORIZED')
      if (!enableCustomerPortal) throw refusal('PORTAL_DISABLED')
      const asked = { user, referenceId: input?.organizationId, action: 'portal' } as const
      const external_id = await referenceOf(context, asked)
      const back = input?.returnUrl ?? options.returnUrl ?? callingPage(ctx)
      const return_url = back ? trustedAddress(back, ctx) : null
      const asUpstream = ctx.method === 'GET' || input?.redirect !== undefined
      const ask = () =>
        Promise.all([
          asUpstream || buyers.include(external_id, ctx.context.adapter),
          door.open({ external_id, return_url }),
        ])

      async function portal(): Promise<URL> {
        const [bought, address] = await ask()
        if (bought && address) return address
        if (address || external_id !== user.id) throw refusal('NO_SUBSCRIPTION')
        // Not known yet by this user's id: a customer of a verified address may be theirs all the same.
        await ensureCustomer(context, user, ctx.context, ctx.request)
        const again = await ask()
        if (again[0] && again[1]) return again[1]
        throw refusal('NO_SUBSCRIPTION')
      }

      const url = await answered(portal(), ctx.context.logger)
      const theme = input?.theme ?? options.theme
      const wishes = {
        flow: input?.flow,
        subscription_id: input?.subscriptionId,
        locale: input?.locale,
        theme,
        brand: input?.brand ?? options.brand,
      }
      for (const [key, value] of Object.entries(wishes)) if (value) url.searchParams.set(key, value)
      return ctx.json({ url: url.href, redirect: asUpstream ? (input?.redirect ?? true) : false })
    },
  )
}

/** Who ever bought something has bought something for good: the copy knows it in every process, and a yes is asked for once. */
function rememberedBuyers({ provider, keepsCopy }: PluginContext) {
  const remembered = new Set<string>()
  return {
    async include(external_id: string, store: Store): Promise<boolean> {
      if (remembered.has(external_id)) return true
      const copied = keepsCopy && (await knownToHaveBought(store, external_id))
      if (!copied && !(await provider.hasBought(external_id))) return false
      if (remembered.size >= rememberedMax) remembered.clear()
      remembered.add(external_id)
      return true
    },
  }
}
const rememberedMax = 100_000
