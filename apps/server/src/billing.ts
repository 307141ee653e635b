import type { createPolarClient, SoldProduct } from '@verge/auth'

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
  subscriptionsOf(user_id: string): Promise<SubscriptionView[]>
  products(): Promise<ProductView[]>
}

type PolarClient = ReturnType<typeof createPolarClient>
type PolarSubscription = Awaited<ReturnType<PolarClient['subscriptions']['list']>>['result']['items'][number]
type PolarProduct = Awaited<ReturnType<PolarClient['products']['list']>>['result']['items'][number]
type Money = { amount: number; currency: string }

export function createBilling(polar: PolarClient, sold: readonly SoldProduct[]): Billing {
  return {
    async subscriptionsOf(user_id) {
      const { result } = await polar.subscriptions.list({
        externalCustomerId: user_id,
        limit: 100,
        sorting: ['-started_at'],
      })
      const owing = result.items.some(({ status }) => status === 'past_due' || status === 'unpaid')
      const due = owing ? await openAmounts(polar, user_id) : new Map<string, Money>()
      return result.items.map((item) => subscriptionView(item, due.get(item.id) ?? null))
    },
    async products() {
      if (sold.length === 0) return []
      const { result } = await polar.products.list({
        id: sold.map(({ productId }) => productId),
        isArchived: false,
        limit: 100,
      })
      return sold.flatMap(({ productId, slug }) => {
        const product = result.items.find(({ id }) => id === productId)
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
    .list({ externalCustomerId: user_id, limit: 20, sorting: ['-created_at'] })
    .catch(() => null)
  for (const order of orders?.result.items ?? []) {
    if (order.status !== 'pending' || !order.subscriptionId || amounts.has(order.subscriptionId)) continue
    amounts.set(order.subscriptionId, { amount: order.dueAmount, currency: order.currency })
  }
  return amounts
}

function subscriptionView(item: PolarSubscription, due: Money | null): SubscriptionView {
  const text = (date: Date | null) => date?.toISOString() ?? null
  return {
    id: item.id,
    status: item.status,
    product_id: item.productId,
    product_name: item.product.name,
    checkout_id: item.checkoutId,
    amount: item.amount,
    currency: item.currency,
    recurring_interval: item.recurringInterval,
    recurring_interval_count: item.recurringIntervalCount,
    current_period_end: item.currentPeriodEnd.toISOString(),
    trial_end: text(item.trialEnd),
    cancel_at_period_end: item.cancelAtPeriodEnd,
    started_at: text(item.startedAt),
    ends_at: text(item.endsAt),
    ended_at: text(item.endedAt),
    due,
  }
}

/** A product may be priced in several currencies; the page shows dollars where there are any. */
function fixedPriceOf(product: PolarProduct): Money | undefined {
  const fixed = product.prices.flatMap((price) =>
    'priceAmount' in price && !price.isArchived
      ? [{ amount: price.priceAmount, currency: price.priceCurrency }]
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
    recurring_interval: product.recurringInterval,
    trial_interval: product.trialInterval,
    trial_interval_count: product.trialIntervalCount,
  }
}
