import { expect, it } from 'vitest'
import { formatMoney } from './money.ts'

const narrow = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

it.each([
  [1999, 'usd', 'en', '$19.99'],
  [1999, 'eur', 'de', '19,99 €'],
  [5, 'eur', 'en', '€0.05'],
  [0, 'usd', 'en', '$0.00'],
  [-2380, 'eur', 'de', '-23,80 €'],
  [2000, 'jpy', 'en', '¥2,000'],
  [123456, 'kwd', 'en', 'KWD 123.456'],
  [1999, 'usd', 'ar', '\u200f19.99 US$\u200e'],
  [1999, 'usd', 'he', '\u200f19.99 \u200f$'],
  [9_007_199_254_740_991, 'usd', 'en', '$90,071,992,547,409.91'],
])('writes %i of %s in %s as %s', (amount, currency, locale, expected) => {
  expect(narrow(formatMoney(amount, currency, locale))).toBe(expected)
})

it.each([
  [2000, 'usd', '$20'],
  [2050, 'usd', '$20.50'],
  [2000, 'jpy', '¥2,000'],
])('writes %i of %s on a price list as %s', (amount, currency, expected) => {
  expect(formatMoney(amount, currency, 'en', 'short')).toBe(expected)
})
