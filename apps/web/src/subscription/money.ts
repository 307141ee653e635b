import { formatMoney as formatAmount } from '@verge/polar/money'

export interface Money {
  amount: number
  currency: string
}

export function formatMoney({ amount, currency }: Money, locale?: string): string {
  return formatAmount(amount, currency, locale, 'short')
}

export function formatPrice(
  price: Money & { recurring_interval: string | null; recurring_interval_count?: number },
  locale?: string,
): string {
  const money = formatMoney(price, locale)
  const { recurring_interval: interval, recurring_interval_count: count = 1 } = price
  if (!interval) return money
  return count === 1 ? `${money} / ${interval}` : `${money} every ${count} ${interval}s`
}

/** Billing happens in UTC, so its days are named there: the portal says the same one. */
export function formatDate(at: string | Date, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(at))
}
