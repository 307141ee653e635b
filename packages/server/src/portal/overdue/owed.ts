import type { Polar } from '@verge/polar/client'
import { listCustomerOrders } from '@verge/polar/contract/orders'
import { listOverduePayments, type OverduePayment } from '@verge/polar/contract/overdue-payments'
import { canBePaid } from '@verge/polar/policy/orders'

/** What waits for a payment that failed. */
export interface Owed {
  order_id: string
  subscription_id: string
  product_name: string
  amount: number
  currency: string
  /** Why it failed and what comes of it; null where the API does not tell. */
  details: OverduePayment | null
}

/** Of Polar's own API the open invoices are all that can be known. */
export async function owedBy(polar: Polar): Promise<Owed[]> {
  if (polar.supports(listOverduePayments)) {
    const { items } = await polar.call(listOverduePayments, {})
    return items.map((details) => ({ ...details, details }))
  }
  const { items } = await polar.call(listCustomerOrders, { query: { limit: 100 } })
  return items
    .filter(canBePaid)
    .map(({ id, subscription_id, product, description, due_amount, currency }) => ({
      order_id: id,
      subscription_id: subscription_id!,
      product_name: product?.name ?? description,
      amount: due_amount,
      currency,
      details: null,
    }))
}

/** What a card that becomes the default pays at once: no payment that is on its way, and nothing from before a pause. */
export function paidByNewDefault(owed: readonly Owed[]): Owed[] {
  return owed.filter(({ details }) => !details || (!details.is_being_paid && details.ends_at !== null))
}
