import { formatMoney } from '@verge/polar/money'
import type { Address } from '@verge/polar/contract/values'

/** Numbers, dates and places as the customer's language writes them. */
export interface Format {
  locale: string
  money(amount: number, currency: string): string
  /** How much of something that is no money. */
  quantity(number: number): string
  /** Of hundredths of a percent. */
  percent(basis_points: number): string
  date(date: Date): string
  /** Day and time to the second, as a deadline or an arrival is told. */
  moment(date: Date): string
  /** To the minute. */
  time(date: Date): string
  country(code: string): string
  address(address: Address): string[]
}

const formats = new Map<string, Format>()

export function formatFor(locale: string): Format {
  const known = formats.get(locale)
  if (known) return known
  const format = newFormat(locale)
  formats.set(locale, format)
  return format
}

function newFormat(locale: string): Format {
  // Billing happens in UTC, so its days are named there too.
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' })
  const times = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' })
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 })
  const quantities = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  const countries = new Intl.DisplayNames(locale, { type: 'region' })
  const country = (code: string) => countries.of(code) ?? code
  return {
    locale,
    money: (amount, currency) => formatMoney(amount, currency, locale),
    quantity: (number) => quantities.format(number),
    percent: (basis_points) => percents.format(basis_points / 10_000),
    date: (date) => dates.format(date),
    moment: (date) => `${moments.format(date)} UTC`,
    time: (date) => `${times.format(date)} UTC`,
    country,
    address: (address) =>
      [
        address.line1,
        address.line2,
        [address.postal_code, address.city].filter(Boolean).join(' '),
        address.state,
        country(address.country),
      ].filter((line): line is string => Boolean(line)),
  }
}
