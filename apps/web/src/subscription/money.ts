export interface Money {
  amount: number
  currency: string
}

/** `amount` is in minor units, of which yen has none and the dollar a hundred. */
export function formatMoney({ amount, currency }: Money, locale?: string): string {
  const style = { style: 'currency', currency: currency.toUpperCase() } as const
  const digits = new Intl.NumberFormat(locale, style).resolvedOptions().maximumFractionDigits ?? 2
  const whole = amount % 10 ** digits === 0
  return new Intl.NumberFormat(locale, {
    ...style,
    minimumFractionDigits: whole ? 0 : digits,
  }).format(amount / 10 ** digits)
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

export function formatDate(at: string | Date, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(at))
}
