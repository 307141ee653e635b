/**
 * An amount of minor units as people write it: 1999 of `usd` is "$19.99" in English and "19,99 $" in German.
 * The digits are set by hand, so that no amount ever passes through a fraction.
 */
export function formatMoney(amount: number, currency: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  const major = text.slice(0, text.length - digits)
  const minor = digits === 0 ? '' : `.${text.slice(-digits)}`
  return format.format(`${amount < 0 ? '-' : ''}${major}${minor}` as Intl.StringNumericLiteral)
}
