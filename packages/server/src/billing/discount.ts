import { after } from './billing-period.ts'

export interface Discount {
  type: 'fixed' | 'percentage'
  /** Hundredths of a percent. */
  basis_points: number | null
  /** Minor units by currency. */
  amounts: Record<string, number> | null
  duration: 'once' | 'forever' | 'repeating'
  duration_in_months: number | null
  /** Null: all products. */
  product_ids: string[] | null
}

export interface Discounted {
  amount: number
  currency: string
  product_id: string
}

/** What is taken off, never more than there is. Half a minor unit goes to the customer. */
export function discountOn(discount: Discount | null, { amount, currency, product_id }: Discounted): number {
  if (!discount || !isFor(discount, product_id)) return 0
  const off =
    discount.basis_points === null
      ? (discount.amounts?.[currency] ?? 0)
      : Math.floor((amount * discount.basis_points + 5000) / 10_000)
  return Math.min(amount, off)
}

export function isFor({ product_ids }: Pick<Discount, 'product_ids'>, product_id: string): boolean {
  return product_ids === null || product_ids.includes(product_id)
}

/**
 * Since when it counts, for an order whose period begins at `period_start`. One that has not counted yet begins with the
 * first period that comes, be it sooner or later than was expected.
 */
export function discountedSince(
  { discounted_at, current_period_start }: { discounted_at: Date | null; current_period_start: Date },
  period_start: Date,
): Date | null {
  return waits({ discounted_at, current_period_start }) ? period_start : discounted_at
}

/** Given, or bought with a trial, and not taken off anything yet. */
export function waits({
  discounted_at,
  current_period_start,
}: {
  discounted_at: Date | null
  current_period_start: Date
}): boolean {
  return discounted_at !== null && discounted_at > current_period_start
}

/** Whether it counts for the period that begins at `period_start`; `discounted_at` began the first such period. */
export function countsFor(
  { duration, duration_in_months }: Pick<Discount, 'duration' | 'duration_in_months'>,
  { discounted_at, period_start }: { discounted_at: Date; period_start: Date },
): boolean {
  if (period_start < discounted_at) return false
  if (duration === 'forever') return true
  if (duration === 'once') return period_start.getTime() === discounted_at.getTime()
  return period_start < countsUntil({ duration, duration_in_months }, discounted_at)!
}

/** Of one that lasts for months: no period that begins then or later. */
export function countsUntil(
  { duration, duration_in_months }: Pick<Discount, 'duration' | 'duration_in_months'>,
  discounted_at: Date,
): Date | null {
  return duration === 'repeating' ? after(discounted_at, 'month', duration_in_months!) : null
}
