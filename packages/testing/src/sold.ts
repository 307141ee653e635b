import type { Polar } from '@verge/polar/client'
import { confirmClientCheckout, createCheckout } from '@verge/polar/contract/checkouts'
import { createCustomer, type Customer } from '@verge/polar/contract/customers'
import { createProduct, type Product } from '@verge/polar/contract/products'
import { listSubscriptions, type Subscription } from '@verge/polar/contract/subscriptions'
import type { SandboxProcessor } from '@verge/server/ports/sandbox-processor'
import { cards } from './cards.ts'

/** What is sold: so much of the smallest unit for each interval, or once. */
export interface TestProduct {
  name?: string
  amount: number
  /** @default 'usd' */
  currency?: string
  /** Null: sold once. @default 'month' */
  interval?: 'day' | 'week' | 'month' | 'year' | null
  trialDays?: number
}

export interface TestCustomer {
  email: string
  name?: string
  /** The user's id in the app. */
  external_id?: string
}

export const usualProducts = {
  pro: { name: 'Pro', amount: 2000 },
  'pro-yearly': { name: 'Pro yearly', amount: 20_000, interval: 'year' },
} satisfies Record<string, TestProduct>

/** Makes one product for each slug, which its metadata carries too. */
export async function sell<Slug extends string>(
  polar: Polar,
  products: Record<Slug, TestProduct>,
): Promise<Record<Slug, Product>> {
  const made: [string, Product][] = []
  for (const [slug, terms] of Object.entries<TestProduct>(products)) {
    const { name = slug, amount: price_amount, currency = 'usd', interval = 'month', trialDays } = terms
    const product = await polar.call(createProduct, {
      body: {
        name,
        visibility: 'public',
        recurring_interval: interval,
        prices: [{ amount_type: 'fixed', price_amount, price_currency: currency }],
        metadata: { slug },
        ...(trialDays && { trial_interval: 'day', trial_interval_count: trialDays }),
      },
    })
    made.push([slug, product])
  }
  return Object.fromEntries(made) as Record<Slug, Product>
}

/** As a person does who fills in the checkout's page. */
export function buyersOf(polar: Polar, processor: SandboxProcessor, now: () => Date) {
  return {
    addCustomer: (customer: TestCustomer): Promise<Customer> =>
      polar.call(createCustomer, { body: { type: 'individual', ...customer } }),

    async subscribe(
      { id: customer_id }: { id: string },
      { id: product_id }: { id: string },
      card: string = cards.works,
    ): Promise<Subscription> {
      const { client_secret } = await polar.call(createCheckout, {
        body: {
          products: [product_id],
          customer_id,
          allow_trial: true,
          allow_discount_codes: true,
          require_billing_address: false,
        },
      })
      const token = await processor.createConfirmationToken({
        number: card.replaceAll(' ', ''),
        exp_month: 12,
        exp_year: now().getUTCFullYear() + 4,
      })
      if (!token) throw new Error(`${card} is none of the test cards; see \`cards\`.`)
      await polar.call(confirmClientCheckout, {
        params: { client_secret },
        body: { confirmation_token_id: token.id },
      })
      const { items } = await polar.call(listSubscriptions, {
        query: { customer_id: [customer_id], product_id: [product_id], limit: 1, sorting: ['-started_at'] },
      })
      const [subscription] = items
      if (!subscription)
        throw new Error(
          'The bank asks the buyer first, or the product is sold once: there is no subscription.',
        )
      return subscription
    },
  }
}
