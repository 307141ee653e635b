import { amountsFor, type Line } from '../../billing/charge.ts'
import { countsFor, discountedSince } from '../../billing/discount.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { OrganizationRow } from '../../db/tables/organizations.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import { balanceKey, balancesOf } from '../customers/balance.ts'
import { discountsOf } from '../discounts/load.ts'

export interface Priced {
  customer: CustomerRow
  organization: Pick<OrganizationRow, 'address'>
  /** In which currency, and which discount counts since when: a subscription, or what is bought once. */
  discounted: Pick<SubscriptionRow, 'currency' | 'discount_id' | 'discounted_at' | 'current_period_start'>
  product_id: string
  lines: readonly Line[]
  period_start: Date
  /** A first order is charged exactly as its checkout showed it: the balance waits for the next one. */
  isFirst?: boolean
  /** The customer's balance as it will be then, where it is not as it is now. */
  balance?: number
}

/** What an order comes to, or would: with the discount that counts for its period, and the customer's balance. */
export async function amountsOf(db: Database | Tx, priced: Priced): Promise<OrderAmounts> {
  const [amounts] = await allAmountsOf(db, [priced])
  return amounts!
}

/** Of many orders, no two of them for one customer. */
export async function allAmountsOf(db: Database | Tx, all: readonly Priced[]): Promise<OrderAmounts[]> {
  const discounts = await discountsOf(
    db,
    all.map(({ discounted }) => discounted),
  )
  const balances = await balancesOf(
    db,
    all.flatMap(({ customer, isFirst }) => (isFirst ? [] : [customer.id])),
  )
  return all.map(({ customer, organization, discounted, product_id, lines, period_start, balance }) => {
    const { currency, discount_id } = discounted
    const discounted_at = discountedSince(discounted, period_start)
    const kept = discount_id === null ? null : discounts.get(discount_id)!
    const discount = kept && discounted_at && countsFor(kept, { discounted_at, period_start }) ? kept : null
    const amounts = amountsFor({
      lines,
      currency,
      product_id,
      discount,
      seller: organization.address,
      customer: {
        country: customer.billing_address?.country ?? null,
        has_tax_id: customer.tax_id !== null,
      },
      balance: balance ?? balances.get(balanceKey(customer.id, currency)) ?? 0,
    })
    return { ...amounts, discount_id: amounts.discount_amount > 0 ? kept!.id : null }
  })
}

type OrderAmounts = ReturnType<typeof amountsFor> & { discount_id: string | null }
