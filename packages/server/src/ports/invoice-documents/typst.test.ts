import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { InvoiceData, ReceiptData } from '../invoice-documents.ts'
import { openTypst } from './typst.ts'

const documents = openTypst()
const poppler = spawnSync('pdftotext', ['-v']).error === undefined

const invoice: InvoiceData = {
  number: 'VERGE-KQZTRWAB-0007',
  locale: 'en',
  seller: {
    name: 'Verge GmbH',
    email: 'billing@verge.example',
    tax_id: ['DE123456789', 'eu_vat'],
    address: addressIn('DE', 'Torstraße 1', '10119', 'Berlin'),
  },
  customer: {
    name: 'Ada Lovelace',
    tax_id: null,
    address: addressIn('DE', 'Unter den Linden 6', '10117', 'Berlin'),
  },
  currency: 'eur',
  lines: [
    {
      label: 'Pro',
      amount: 123_450,
      start_timestamp: '2027-01-31T12:00:00.000Z',
      end_timestamp: '2027-02-28T12:00:00.000Z',
    },
  ],
  discount_amount: 0,
  net_amount: 123_450,
  tax_rate: 1900,
  tax_amount: 23_456,
  total_amount: 146_906,
  applied_balance_amount: 0,
  due_amount: 146_906,
  issued_at: '2027-01-31T12:00:00.000Z',
  period_start: '2027-01-31T12:00:00.000Z',
  period_end: '2027-02-28T12:00:00.000Z',
  reverse_charge: false,
  paid_at: '2027-02-01T09:00:00.000Z',
}

const receipt: ReceiptData = {
  ...invoice,
  number: 'RCPT-KQZTRWAB-0003',
  invoice_number: invoice.number,
  paid_at: '2027-02-01T09:00:00.000Z',
  card: { brand: 'visa', last4: '4242' },
}

function addressIn(country: string, line1: string, postal_code: string, city: string) {
  return { line1, line2: null, postal_code, city, state: null, country }
}

/** What a reader sees; the spaces that keep a number together are told as plain ones. */
function textOf(pdf: Uint8Array): string {
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' })
  return text.replace(/[^\S\n\f]+/g, ' ')
}
const read = async (changed: Partial<InvoiceData> = {}) =>
  textOf(await documents.invoice({ ...invoice, ...changed }))

describe.skipIf(!poppler)('the page of an invoice', () => {
  it('names the number, both parties, what was bought, the tax with its rate, and the total', async () => {
    const text = await read()
    for (const words of [
      'Invoice',
      'VERGE-KQZTRWAB-0007',
      'Verge GmbH · Torstraße 1 · 10119 Berlin · Germany',
      'VAT ID DE123456789',
      'Ada Lovelace',
      'Unter den Linden 6',
      'January 31 – February 28, 2027',
      'Pro €1,234.50',
      'Net amount €1,234.50',
      'VAT 19% €234.56',
      'Total €1,469.06',
      'Paid in full on February 1, 2027',
      'Page 1 of 1',
    ])
      expect(text).toContain(words)
  })

  it('speaks German to a German, with German dates and money', async () => {
    const text = await read({ locale: 'de-DE', paid_at: null })
    for (const words of [
      'Rechnung',
      'Rechnungsdatum 31. Januar 2027',
      'Umsatzsteuer 19 % 234,56 €',
      'Gesamtbetrag 1.469,06 €',
      'Noch nicht bezahlt',
    ])
      expect(text).toContain(words)
    expect(text).not.toContain('Paid')
  })

  it.each([
    ['fr-FR', ['Facture', 'TVA 19 % 234,56 €', 'Payé le 1 février 2027']],
    ['el', ['Τιμολόγιο', 'ΦΠΑ 19%']],
    ['uk', ['Рахунок', 'ПДВ 19']],
    ['ja-JP', ['請求書', '2027年1月31日', '全額支払い済みです']],
    ['ko-KR', ['청구서', '2027년 1월 31일']],
    ['zh-TW', ['帳單編號', '已於2027年2月1日全額付款']],
    ['zh-CN', ['账单编号', '已于2027年2月1日全额付款']],
    ['he', ['חשבונית', 'שולם במלואו']],
    ['ar', ['الفاتورة']],
  ])('speaks %s to whoever reads it', async (locale, all) => {
    // Between Chinese characters and digits stands a little space that nobody wrote, and Poppler tells joined letters twice.
    const bare = (text: string) => text.replace(/[\s\u202a-\u202e]+/g, '').replace(/(.)\1+/gu, '$1')
    const text = bare(await read({ locale }))
    for (const words of all) expect(text).toContain(bare(words))
  })

  it('draws a name in another script than its language’s, and needs no font of the machine’s', async () => {
    const name = '山田 太郎 · Ζωή · Юрій · 김민수 · דנה'
    const text = await read({ customer: { ...invoice.customer, name } })
    for (const part of ['山田', '太郎', 'Ζωή', 'Юрій', '김민수', 'דנה']) expect(text).toContain(part)
  })

  it.each(['tlh', 'not a locale', '', null])('in %s, which we do not speak, is English', async (locale) => {
    expect(await read({ locale })).toContain('Invoice date January 31, 2027')
  })

  it('says that a business in another member state owes the tax itself', async () => {
    const text = await read({
      reverse_charge: true,
      tax_rate: null,
      tax_amount: 0,
      total_amount: 123_450,
      due_amount: 123_450,
      customer: {
        name: 'Machines SA',
        tax_id: ['FR40303265045', 'eu_vat'],
        address: addressIn('FR', '17 rue de la Paix', '75002', 'Paris'),
      },
    })
    expect(text).toContain('Reverse charge')
    expect(text).toContain('VAT ID FR40303265045')
    expect(text).toContain('Total €1,234.50')
  })

  it('shows discount and balance, so that every line adds up to what is due', async () => {
    const text = await read({
      currency: 'jpy',
      discount_amount: 100,
      net_amount: 900,
      tax_amount: 171,
      total_amount: 1071,
      applied_balance_amount: -71,
      due_amount: 1000,
      paid_at: null,
    })
    for (const words of ['Subtotal ¥1,000', 'Discount −¥100', 'Total ¥1,071', 'Amount due ¥1,000'])
      expect(text).toContain(words)
  })

  it('sets what looks like markup as the text that it is', async () => {
    const name = '#panic()[* $x$ @ref <label> \\ "quoted" //'
    const text = await read({
      customer: { ...invoice.customer, name },
      lines: [{ ...invoice.lines[0]!, label: '#set page(fill: red)' }],
    })
    expect(text).toContain(name)
    expect(text).toContain('#set page(fill: red)')
  })

  it('goes on to further pages, each with its heading and its number', async () => {
    const lines = Array.from({ length: 60 }, (_, at) => ({ ...invoice.lines[0]!, label: `Line ${at + 1}` }))
    const pages = (await read({ lines })).split('\f').slice(0, -1)
    expect(pages.length).toBeGreaterThan(2)
    for (const [at, page] of pages.entries()) expect(page).toContain(`Page ${at + 1} of ${pages.length}`)
    expect(pages[1]).toContain('Description Amount')
    expect(pages.at(-1)).toContain('Total €1,469.06')
  })

  it('breaks a word that is wider than the page', async () => {
    const text = await read({ customer: { ...invoice.customer, name: 'x'.repeat(250) } })
    expect(text.match(/x{10,}/g)!.length).toBeGreaterThan(3)
  })
})

describe.skipIf(!poppler)('the page of a receipt', () => {
  it('confirms what was paid, when, with which card, and for which invoice', async () => {
    const text = textOf(await documents.receipt(receipt))
    for (const words of [
      'Receipt number RCPT-KQZTRWAB-0003',
      'For invoice VERGE-KQZTRWAB-0007',
      'Paid on February 1, 2027',
      'Visa, ending in 4242',
      'Amount paid €1,469.06',
    ])
      expect(text).toContain(words)
  })
})

describe('a document', () => {
  it('is the same to the byte for the same data, and another for other data', async () => {
    const [first, second] = [await documents.invoice(invoice), await openTypst().invoice({ ...invoice })]
    expect(Buffer.from(second).equals(Buffer.from(first))).toBe(true)
    const other = await documents.invoice({ ...invoice, due_amount: 1 })
    expect(Buffer.from(other).equals(Buffer.from(first))).toBe(false)
  })
})
