import { digitsOf } from './currencies.ts'

/**
 * An amount of minor units as people write it: 1999 of `usd` is "$19.99" in English and "19,99 $" in German. `short`
 * leaves out a fraction of zero, as price lists do.
 *
 * The digits are set by hand, so that no amount ever passes through a fraction.
 */
export function formatMoney(
  amount: number,
  currency: string,
  locale: string | undefined,
  look: 'exact' | 'short' = 'exact',
): string {
  return heldTogether(formatOf(currency, locale, look).format(decimalOf(amount, currency)))
}

/** From the right, "US$" would be torn apart: a mark after it says that its sign goes with its letters. */
function heldTogether(text: string): string {
  return text.startsWith('\u200f') ? text.replace(/[A-Z]\p{Sc}/u, '$&\u200e') : text
}

/** As programs write it, without its currency: 1999 of `usd` is "19.99", 1999 of `jpy` "1999". */
export function decimalOf(amount: number, currency: string): Intl.StringNumericLiteral {
  const digits = digitsOf(currency)
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  const major = text.slice(0, text.length - digits)
  const minor = digits === 0 ? '' : `.${text.slice(-digits)}`
  return `${amount < 0 ? '-' : ''}${major}${minor}` as Intl.StringNumericLiteral
}

const formatsMax = 1000
const formats = new Map<string, Intl.NumberFormat>()

/** Making one takes longer than using it a hundred times. */
function formatOf(currency: string, locale: string | undefined, look: 'exact' | 'short'): Intl.NumberFormat {
  const key = `${locale} ${currency} ${look}`
  const known = formats.get(key)
  if (known) return known
  const digits = digitsOf(currency)
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    trailingZeroDisplay: look === 'short' ? 'stripIfInteger' : 'auto',
  })
  if (formats.size >= formatsMax) formats.clear()
  formats.set(key, format)
  return format
}
