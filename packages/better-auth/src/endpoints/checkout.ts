import { createAuthEndpoint, getAuthoritativeSessionFromCtx } from 'better-auth/api'
import * as z from 'zod'
import { trustedAddress } from '../addresses.ts'
import { ensureCustomer, type Person } from '../customers.ts'
import type { AuthorizeReference, PluginContext } from '../plugin-context.ts'
import { answered, refusal } from '../refuse.ts'

export interface SoldProduct {
  productId: string
  slug: string
}

export interface CheckoutOptions {
  /** The products that may be bought through this app, and no others. */
  products: readonly SoldProduct[]
  /** Where a finished checkout leads, with `{CHECKOUT_ID}` in it. Relative to the app. */
  successUrl?: string
  authenticatedUsersOnly?: boolean
  authorizeReference?: AuthorizeReference
}

const body = z.object({
  slug: z.string().max(256).optional(),
  products: z.union([z.string(), z.array(z.string()).min(1).max(20)]).optional(),
  /** An organization that pays; kept in the metadata of what is bought. */
  referenceId: z.string().max(256).optional(),
  successUrl: z.string().max(2048).optional(),
  returnUrl: z.string().max(2048).optional(),
  locale: z.string().max(35).optional(),
  redirect: z.boolean().optional(),
})

/** `POST /checkout` answers `{ url, redirect }`. */
export function checkoutEndpoint({ provider }: PluginContext, options: CheckoutOptions) {
  return createAuthEndpoint(
    '/checkout',
    {
      method: 'POST',
      body,
      metadata: { openapi: { operationId: 'createCheckout', summary: 'Starts a checkout' } },
    },
    async (ctx) => {
      const { slug, products, referenceId, successUrl, returnUrl, locale, redirect } = ctx.body
      // Who buys is read from the store: a copy in a cookie outlives the session.
      const session = await getAuthoritativeSessionFromCtx(ctx)
      const user = session?.user as (Person & { isAnonymous?: boolean }) | undefined
      if (!user && options.authenticatedUsersOnly) throw refusal('UNAUTHORIZED')
      const sold = soldOf(options, slug, products)
      const buyer = user && !user.isAnonymous ? user : null
      if (referenceId) await authorize(referenceId, buyer, options)
      const success = successUrl ?? options.successUrl
      const success_url = success ? trustedAddress(success, ctx) : null
      const return_url = returnUrl ? trustedAddress(returnUrl, ctx) : null
      const begin = async () => {
        if (buyer) await ensureCustomer(provider, buyer)
        return provider.createCheckout({
          products: sold,
          buyer: buyer && { external_id: buyer.id, email: buyer.email, name: buyer.name },
          success_url,
          return_url,
          locale: locale ?? null,
          metadata: referenceId ? { referenceId } : {},
        })
      }
      return ctx.json({ url: await answered(begin(), ctx.context.logger), redirect: redirect ?? true })
    },
  )
}

function soldOf({ products: sold }: CheckoutOptions, slug?: string, products?: string | string[]): string[] {
  const asked =
    slug === undefined ? [products ?? []].flat() : [sold.find((one) => one.slug === slug)?.productId]
  const known = asked.filter((id) => sold.some(({ productId }) => productId === id))
  if (asked.length === 0 || known.length < asked.length) throw refusal('PRODUCT_NOT_FOUND')
  return known as string[]
}

async function authorize(
  organizationId: string,
  user: Person | null,
  { authorizeReference }: CheckoutOptions,
): Promise<void> {
  if (organizationId === user?.id) return
  const isAllowed = user && (await authorizeReference?.({ user, organizationId, action: 'checkout' }))
  if (!isAllowed) throw refusal('REFERENCE_NOT_ALLOWED')
}
