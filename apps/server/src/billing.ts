import type { createPolarClient, SoldProduct, SubscriptionState } from '@verge/auth'

export interface SubscriptionView {
  id: string
  status: string
  product_id: string
  product_name: string
  checkout_id: string | null
  amount: number
  currency: string
  recurring_interval: string
  recurring_interval_count: number
  current_period_end: string
  trial_end: string | null
  cancel_at_period_end: boolean
  started_at: string | null
  ends_at: string | null
  ended_at: string | null
  /** What a failed payment left open; null where nothing is owed or the amount is not known. */
  due: { amount: number; currency: string } | null
}

export interface ProductView {
  id: string
  slug: string
  name: string
  description: string | null
  amount: number
  currency: string
  recurring_interval: string | null
  trial_interval: string | null
  trial_interval_count: number | null
}

/** What Verge's pages ask the billing backend. Every answer may fail; none may hang. */
export interface Billing {
  /** For the page, with what failed payments left open. */
  viewsOf(user_id: string, subscriptions: readonly SubscriptionState[]): Promise<SubscriptionView[]>
  products(): Promise<ProductView[]>
}

type PolarClient = ReturnType<typeof createPolarClient>
type PolarProduct = Awaited<ReturnType<PolarClient['products']['list']>>['items'][number]
type Money = { amount: number; currency: string }

export function createBilling(polar: PolarClient, sold: readonly SoldProduct[]): Billing {
  return {
    async viewsOf(user_id, subscriptions) {
      const owing = subscriptions.some(({ status }) => status === 'past_due' || status === 'unpaid')
      const due = owing ? await openAmounts(polar, user_id) : new Map<string, Money>()
      return subscriptions.map((one) => subscriptionView(one, due.get(one.id) ?? null))
    },
    async products() {
      if (sold.length === 0) return []
      const { items } = await polar.products.list({
        id: sold.map(({ productId }) => productId),
        is_archived: false,
        limit: 100,
      })
      return sold.flatMap(({ productId, slug }) => {
        const product = items.find(({ id }) => id === productId)
        const money = product && fixedPriceOf(product)
        return product && money ? [productView(product, slug, money)] : []
      })
    },
  }
}

/** The unpaid orders by subscription. That they cannot be read hides an amount, never the status. */
async function openAmounts(polar: PolarClient, user_id: string): Promise<Map<string, Money>> {
  const amounts = new Map<string, Money>()
  const orders = await polar.orders
    .list({ external_customer_id: user_id, limit: 20, sorting: ['-created_at'] })
    .catch(() => null)
  for (const order of orders?.items ?? []) {
    if (order.status !== 'pending' || !order.subscription_id || amounts.has(order.subscription_id)) continue
    amounts.set(order.subscription_id, { amount: order.due_amount, currency: order.currency })
  }
  return amounts
}

/** As on the wire, but for what the page does not need and the two things that stand elsewhere. */
function subscriptionView(state: SubscriptionState, due: Money | null): SubscriptionView {
  const { product, ...wire } = state as unknown as SubscriptionView & { product: { name: string } }
  return {
    id: wire.id,
    status: wire.status,
    product_id: wire.product_id,
    product_name: product.name,
    checkout_id: wire.checkout_id,
    amount: wire.amount,
    currency: wire.currency,
    recurring_interval: wire.recurring_interval,
    recurring_interval_count: wire.recurring_interval_count,
    current_period_end: wire.current_period_end,
    trial_end: wire.trial_end,
    cancel_at_period_end: wire.cancel_at_period_end,
    started_at: wire.started_at,
    ends_at: wire.ends_at,
    ended_at: wire.ended_at,
    due,
  }
}

/** A product may be priced in several currencies; the page shows dollars where there are any. */
function fixedPriceOf(product: PolarProduct): Money | undefined {
  const fixed = product.prices.flatMap((price) =>
    'price_amount' in price && !price.is_archived
      ? [{ amount: price.price_amount, currency: price.price_currency }]
      : [],
  )
  return fixed.find(({ currency }) => currency === 'usd') ?? fixed[0]
}

function productView(product: PolarProduct, slug: string, money: Money): ProductView {
  return {
    id: product.id,
    slug,
    name: product.name,
    description: product.description,
    ...money,
    recurring_interval: product.recurring_interval,
    trial_interval: product.trial_interval,
    trial_interval_count: product.trial_interval_count,
  }
}
