import { createAuthEndpoint, getAuthoritativeSessionFromCtx } from 'better-auth/api'
import * as z from 'zod'
import { trustedAddress } from '../addresses.ts'
import { doubtEmptiness } from '../copy/customer-state.ts'
import type { ActingOptions, PluginContext } from '../plugin-context.ts'
import { organizationId, referenceOf } from '../references.ts'
import { answered, refusal } from '../refuse.ts'
import { anonymousKey } from '../users/anonymous.ts'
import { ensureCustomer, type Person } from '../users/customers.ts'
import { ensureOrganizationCustomer, organizationName } from '../users/organizations.ts'

/** What a checkout is given by the server alone: a customer could otherwise choose it. */
export interface CheckoutTerms {
  allowDiscountCodes?: boolean
  discountId?: string
  allowTrial?: boolean
  trialInterval?: 'day' | 'week' | 'month' | 'year'
  trialIntervalCount?: number
  metadata?: Record<string, string | number | boolean>
}

export interface SoldProduct extends CheckoutTerms {
  productId: string
  slug: string
}

export interface CheckoutOptions extends ActingOptions {
  /** The products that may be bought through this app, and no others. @default none */
  products?: readonly SoldProduct[] | (() => readonly SoldProduct[] | Promise<readonly SoldProduct[]>)
  /** Where a finished checkout leads, with `{CHECKOUT_ID}` in it. Relative to the app. */
  successUrl?: string
  /** Where who turns back is led. Relative to the app. */
  returnUrl?: string
  theme?: 'light' | 'dark'
  authenticatedUsersOnly?: boolean
}

const value = z.union([z.string().max(500), z.number(), z.boolean()])
/** What `/checkout` is asked for. */
export const CheckoutParams = z.object({
  slug: z.string().max(256).optional(),
  products: z.union([z.string(), z.array(z.string()).min(1).max(20)]).optional(),
  organizationId,
  /** Kept in the metadata of what is bought, as in Polar's own plugin; the user pays. */
  referenceId: z.string().max(256).optional(),
  successUrl: z.string().max(2048).optional(),
  returnUrl: z.string().max(2048).optional(),
  locale: z.string().max(35).optional(),
  /** What the customer filled in. */
  customFieldData: z.record(z.string().max(40), value).optional(),
  /** The page of the app that shows the checkout within itself. */
  embedOrigin: z.string().max(2048).optional(),
  redirect: z.boolean().optional(),
})
export type CheckoutParams = z.input<typeof CheckoutParams>

/** `POST /checkout` answers `{ url, redirect }`. */
export function checkoutEndpoint(context: PluginContext, options: CheckoutOptions) {
  const { provider, organizationParamsOf } = context
  return createAuthEndpoint(
    '/checkout',
    {
      method: 'POST',
      body: CheckoutParams,
      metadata: { openapi: { operationId: 'createCheckout', summary: 'Starts a checkout' } },
    },
    async (ctx) => {
      const { slug, products, successUrl, returnUrl, embedOrigin, redirect } = ctx.body
      const { organizationId: organization, referenceId = organization } = ctx.body
      // Who buys is read from the store: a copy in a cookie outlives the session.
      const session = await getAuthoritativeSessionFromCtx(ctx)
      const user = session?.user as (Person & { isAnonymous?: boolean }) | undefined
      const buyer = user && !user.isAnonymous ? user : null
      if (!buyer && options.authenticatedUsersOnly) throw refusal('UNAUTHORIZED')
      const sold = soldOf(await listOf(options), slug, products)
      for (const id of new Set([organization, referenceId].filter((id) => id !== undefined))) {
        if (!buyer) throw refusal('REFERENCE_NOT_ALLOWED')
        await referenceOf(context, { user: buyer, referenceId: id, action: 'checkout' })
      }
      const success = successUrl ?? options.successUrl
      const success_url = success ? trustedAddress(success, ctx) : null
      const back = returnUrl ?? options.returnUrl
      const return_url = back ? trustedAddress(back, ctx) : null
      const embed_origin = embedOrigin && new URL(trustedAddress(embedOrigin, ctx)).origin
      const external_id = buyer && (organization || buyer.id)
      async function payer() {
        if (!buyer) return null
        if (!organization || organization === buyer.id) {
          await ensureCustomer(context, buyer, ctx.context, ctx.request)
          return { external_id: buyer.id, email: buyer.email, name: buyer.name }
        }
        const { email, name } = await ensureOrganizationCustomer(provider, {
          organizationId: organization,
          user: buyer,
          paramsOf: organizationParamsOf,
          nameOf: (id) => organizationName(ctx.context, id),
          request: ctx.request,
        })
        return { external_id: organization, email, name }
      }

      if (external_id && context.keepsCopy) await doubtEmptiness(ctx.context, external_id)
      const begin = async () =>
        provider.createCheckout({
          ...termsOf(sold),
          products: sold.map(({ productId }) => productId),
          buyer: await payer(),
          success_url,
          return_url,
          locale: ctx.body.locale ?? null,
          metadata: {
            ...sold[0]!.metadata,
            ...(referenceId && { referenceId }),
            ...(user?.isAnonymous && { [anonymousKey]: user.id }),
          },
          ...(ctx.body.customFieldData && { custom_field_data: ctx.body.customFieldData }),
          ...(embed_origin && { embed_origin }),
        })

      const url = new URL(await answered(begin(), ctx.context.logger))
      if (options.theme) url.searchParams.set('theme', options.theme)
      return ctx.json({ url: url.href, redirect: redirect ?? true })
    },
  )
}

async function listOf({ products = [] }: CheckoutOptions): Promise<readonly SoldProduct[]> {
  return typeof products === 'function' ? products() : products
}

function soldOf(
  sold: readonly SoldProduct[],
  slug: string | undefined,
  products: string | string[] | undefined,
): SoldProduct[] {
  const asked = slug === undefined ? [products ?? []].flat() : [slug]
  const known = asked.flatMap((name) => {
    const key = slug === undefined ? 'productId' : 'slug'
    return sold.find((one) => one[key] === name) ?? []
  })
  if (asked.length === 0 || known.length < asked.length) throw refusal('PRODUCT_NOT_FOUND')
  return known
}

/** Those of the product that the checkout opens with; the others are only offered beside it. */
function termsOf([first]: readonly SoldProduct[]) {
  const { allowDiscountCodes, discountId, allowTrial, trialInterval, trialIntervalCount } = first!
  return {
    ...(allowDiscountCodes !== undefined && { allow_discount_codes: allowDiscountCodes }),
    ...(discountId && { discount_id: discountId }),
    ...(allowTrial !== undefined && { allow_trial: allowTrial }),
    ...(trialInterval && { trial_interval: trialInterval }),
    ...(trialIntervalCount && { trial_interval_count: trialIntervalCount }),
  }
}
