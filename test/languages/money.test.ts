import { describe, expect, it } from 'vitest'
import { languages } from '@verge/server/languages/languages'
import { cellsOf } from '@verge/server/operations/customers/csv'
import { formatFor } from '@verge/server/portal/ui/format'
import { invoiceSheet } from '@verge/server/ports/invoice-documents/sheet'
import { currencies } from '../world/currencies.ts'
import { emptyInvoice } from '../world/invoice.ts'

const amounts = [0, 1, 1999, 123_456_789]

/** What a reader takes it for: minor units, and how many of its digits stand behind the point. */
function readBack(text: string, locale: string): { amount: number; digits: number } {
  const point = new Intl.NumberFormat(locale).formatToParts(1.1).find(({ type }) => type === 'decimal')!.value
  const zero = new Intl.NumberFormat(locale).format(0).codePointAt(0)!
  const digitsOf = (part: string) =>
    Array.from(
      part.match(/\p{Nd}/gu) ?? [],
      (digit) => digit.codePointAt(0)! - (digit < '٠' ? 48 : zero),
    ).join('')
  const number = /\p{Nd}(?:.*\p{Nd})?/u.exec(text)![0]
  const place = number.lastIndexOf(point)
  return { amount: Number(digitsOf(number)), digits: place < 0 ? 0 : digitsOf(number.slice(place)).length }
}

const wrong = (locale: string, written: (amount: number, currency: string) => string, tried = amounts) =>
  currencies.flatMap(([code, digits]) =>
    tried.flatMap((amount) => {
      const text = written(amount, code.toLowerCase())
      const read = readBack(text, locale)
      return read.amount === amount && read.digits === digits ? [] : [`${amount} ${code}: ${text}`]
    }),
  )

describe.each(languages)('an amount of any currency, in %s', (locale) => {
  it('is read on a page as the minor units that it has', () => {
    const { money } = formatFor(locale)
    expect(wrong(locale, money)).toEqual([])
  })

  it('is read in a document so, too', () => {
    const sum = (due_amount: number, currency: string) =>
      invoiceSheet({ ...emptyInvoice, locale, currency, due_amount }).sum.amount
    expect(wrong(locale, sum, [1999])).toEqual([])
  })
})

it('an amount of any currency is read from a table as it was', () => {
  const cell = (amount: number, currency: string) => cellsOf({ amount, currency }, ['amount'])[0]!
  expect(wrong('en', cell)).toEqual([])
})

it('an amount of a currency that nobody has heard of has hundredths, everywhere', () => {
  for (const currency of ['xyz', 'qqq', 'zzz']) {
    expect(readBack(formatFor('en').money(1999, currency), 'en')).toEqual({ amount: 1999, digits: 2 })
    const { sum } = invoiceSheet({ ...emptyInvoice, currency, due_amount: 1999 })
    expect(readBack(sum.amount, 'en').digits).toBe(2)
    expect(cellsOf({ amount: 1999, currency }, ['amount'])).toEqual(['19.99'])
  }
})
