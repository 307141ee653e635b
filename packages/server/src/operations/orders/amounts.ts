import { amountsFor, type Line } from '../../billing/charge.ts'
import { countsFor } from '../../billing/discount.ts'
import type { CustomerRow, OrganizationRow, SubscriptionRow } from '../../db/tables.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import { balanceOf } from '../customers/balance.ts'
import { discountOf } from '../discounts/load.ts'

export interface Priced {
  customer: CustomerRow
  organization: Pick<OrganizationRow, 'address'>
  subscription: Pick<SubscriptionRow, 'currency' | 'discount_id' | 'discounted_at'>
  product_id: string
  lines: readonly Line[]
  period_start: Date
  /** A first order is charged exactly as its checkout showed it: the balance waits for the next one. */
  isFirst?: boolean
}

/** What an order comes to, or would: with the discount that counts for its period, and the customer's balance. */
export async function amountsOf(db: Database | Tx, priced: Priced) {
  const { customer, organization, subscription, product_id, lines, period_start, isFirst } = priced
  const { currency, discounted_at } = subscription
  const kept = await discountOf(db, subscription)
  const discount = kept && discounted_at && countsFor(kept, { discounted_at, period_start }) ? kept : null
  const amounts = amountsFor({
    lines,
    currency,
    product_id,
    discount,
    seller: organization.address,
    customer: { country: customer.billing_address?.country ?? null, has_tax_id: customer.tax_id !== null },
    balance: isFirst ? 0 : await balanceOf(db, customer.id, currency),
  })
  return { ...amounts, discount_id: amounts.discount_amount > 0 ? kept!.id : null }
}
