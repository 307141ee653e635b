import { formatMoney } from '@verge/polar/money'
import { addressLines } from '@verge/polar/policy/addresses'
import { keptFor } from '../../languages/kept.ts'
import type { Address } from '@verge/polar/contract/values'

/** Numbers, dates and places as the customer's language writes them. */
export interface Format {
  locale: string
  money(amount: number, currency: string): string
  /** How much of something that is no money. */
  quantity(number: number): string
  /** How large a file is. */
  bytes(size: number): string
  /** Of hundredths of a percent. */
  percent(basis_points: number): string
  date(date: Date): string
  /** Day and time to the second, as a deadline or an arrival is told. */
  moment(date: Date): string
  /** To the minute. */
  time(date: Date): string
  /** "A, B and C". */
  conjunction(things: readonly string[]): string
  country(code: string): string
  /** Side by side, as in "Pro, 5 seats". */
  list(parts: readonly (string | null | undefined | false)[]): string
  address(address: Address): string[]
}

const commas: Record<string, string> = { ar: '، ', fa: '، ', ja: '、', ur: '، ', zh: '，' }

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte']

export const formatFor = keptFor(newFormat)

function newFormat(locale: string): Format {
  // Billing happens in UTC, so its days are named there too.
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' })
  const times = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' })
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 })
  const quantities = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  const sizes = units.map((unit) => {
    // Bytes have no sign in most languages, and their short word knows no plural.
    const unitDisplay = unit === 'byte' ? 'long' : 'short'
    return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 })
  })
  const countries = new Intl.DisplayNames(locale, { type: 'region' })
  const comma = commas[new Intl.Locale(locale).language] ?? ', '
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' })
  const country = (code: string) => countries.of(code) ?? code
  return {
    locale,
    money: (amount, currency) => formatMoney(amount, currency, locale),
    quantity: (number) => quantities.format(number),
    bytes: (size) => {
      const power = Math.min(Math.floor(Math.log10(Math.max(size, 1)) / 3), units.length - 1)
      return sizes[power]!.format(size / 1000 ** power)
    },
    percent: (basis_points) => percents.format(basis_points / 10_000),
    date: (date) => dates.format(date),
    moment: (date) => `${moments.format(date)} UTC`,
    time: (date) => `${times.format(date)} UTC`,
    conjunction: (things) => lists.format(things),
    country,
    list: (parts) => parts.filter(Boolean).join(comma),
    address: (address) => addressLines(address, country),
  }
}
