import { describe, expect, it } from 'vitest'
import { languages } from '@verge/server/languages/languages'
import { cellsOf } from '@verge/server/operations/customers/csv'
import { formatFor } from '@verge/server/portal/ui/format'
import type { InvoiceData } from '@verge/server/ports/invoice-documents'
import { invoiceSheet } from '@verge/server/ports/invoice-documents/sheet'
import { currencies } from '../world/currencies.ts'

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

const invoice = (locale: string, currency: string, due_amount: number): InvoiceData => ({
  number: 'VERGE-KQZTRWAB-0001',
  locale,
  seller: {
    name: 'Verge GmbH',
    email: 'billing@verge.example',
    tax_id: null,
    address: { line1: null, line2: null, postal_code: null, city: null, state: null, country: 'DE' },
  },
  customer: { name: 'Ada', tax_id: null, address: null },
  currency,
  lines: [],
  discount_amount: 0,
  net_amount: 0,
  tax_rate: null,
  tax_amount: 0,
  total_amount: 0,
  applied_balance_amount: 0,
  due_amount,
  issued_at: '2027-01-31T12:00:00.000Z',
  period_start: null,
  period_end: null,
  reverse_charge: false,
  paid_at: null,
})

describe.each(languages)('an amount of any currency, in %s', (locale) => {
  it('is read on a page as the minor units that it has', () => {
    const { money } = formatFor(locale)
    expect(wrong(locale, money)).toEqual([])
  })

  it('is read in a document so, too', () => {
    const sum = (amount: number, currency: string) =>
      invoiceSheet(invoice(locale, currency, amount)).sum.amount
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
    expect(readBack(invoiceSheet(invoice('en', currency, 1999)).sum.amount, 'en').digits).toBe(2)
    expect(cellsOf({ amount: 1999, currency }, ['amount'])).toEqual(['19.99'])
  }
})
