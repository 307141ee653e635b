import { describe, expect, it } from 'vitest'
import { emptyInvoice } from '../../../../../test/world/invoice.ts'
import type { InvoiceData } from '../invoice-documents.ts'
import { invoiceSheet } from './sheet.ts'

const data: InvoiceData = {
  ...emptyInvoice,
  customer: { ...emptyInvoice.customer, tax_id: ['12-3456789', 'us_ein'] },
  issued_at: '2027-01-31T23:30:00.000Z',
}
const sumOf = (due_amount: number, currency: string, locale = 'en') =>
  invoiceSheet({ ...data, due_amount, currency, locale }).sum.amount.replaceAll(/\s/g, ' ')

describe('what an invoice says', () => {
  it.each([
    [5, 'usd', 'en', '$0.05'],
    [-1234567, 'usd', 'en', '−$12,345.67'],
    [1000, 'jpy', 'en', '¥1,000'],
    [1234, 'kwd', 'en', 'KWD 1.234'],
    [1990, 'eur', 'de', '19,90 €'],
    [9007199254740991, 'eur', 'de', '90.071.992.547.409,91 €'],
  ])('%i %s in %s is %s', (amount, currency, locale, text) => {
    expect(sumOf(amount, currency, locale)).toBe(text)
  })

  it('dates are days of UTC, as the billing period is', () => {
    expect(invoiceSheet(data).facts).toContainEqual({ label: 'Invoice date', value: 'January 31, 2027' })
  })

  it('a rate keeps its fraction, and an id outside VAT is not called a VAT id', () => {
    const sheet = invoiceSheet({ ...data, tax_rate: 2550 })
    expect(sheet.totals).toContainEqual({ label: 'VAT 25.5%', amount: '$0.00' })
    expect(sheet.customer.tax_id).toBe('Tax ID 12-3456789')
  })

  it('an American address puts the state before the code', () => {
    const address = {
      line1: '1 Main St',
      line2: null,
      postal_code: '94107',
      city: 'San Francisco',
      state: 'CA',
      country: 'US',
    }
    expect(invoiceSheet({ ...data, customer: { ...data.customer, address } }).customer.lines).toEqual([
      '1 Main St',
      'San Francisco, CA 94107',
      'United States',
    ])
  })
})
