import { formatMoney } from '@verge/polar/money'
import { addressLines } from '@verge/polar/policy/addresses'
import type { Language } from '../../languages/languages.ts'
import type { InvoiceData, Line, Party, ReceiptData, Seller } from '../invoice-documents.ts'
import { wordingFor, type Reader, type Wording } from './wording.ts'

interface Amount {
  label: string
  amount: string
}

/** What the template has to know of the language. */
export interface Setting {
  language: Language
  /** As Typst names it: two letters or three. */
  lang: string
  region: string | null
}

export function settingOf(locale: Intl.Locale, language: Language): Setting {
  // Which of the two Chinese scripts it is, Typst learns from the region.
  const { region } = language.startsWith('zh') ? new Intl.Locale(language).maximize() : locale
  return { language, lang: locale.language, region: region ?? null }
}

/** All that stands on the page, as texts in the customer's language; the template only sets them. */
export interface Sheet extends Setting {
  heading: string
  number: string
  issued_at: string
  seller: { name: string; lines: string[]; tax_id: string | null; email: string }
  customer: { label: string; name: string; lines: string[]; tax_id: string | null }
  facts: { label: string; value: string }[]
  columns: { description: string; amount: string }
  lines: { label: string; period: string | null; amount: string }[]
  totals: Amount[]
  /** The one amount that the reader looks for. */
  sum: Amount
  notes: string[]
  page: string
}

export function invoiceSheet(data: InvoiceData): Sheet {
  const reader = wordingFor(data.locale)
  const { wording, locale } = reader
  const { date, period, money } = formatsOf(locale, data.currency)
  const paid_on = data.paid_at === null ? null : date(data.paid_at)
  const served = data.period_start && data.period_end ? period(data.period_start, data.period_end) : null
  const settled = paid_on === null ? wording.amount_due : wording.amount_paid
  return {
    ...commonOf(data, reader),
    heading: wording.invoice,
    issued_at: data.issued_at,
    facts: [
      { label: wording.number, value: data.number },
      { label: wording.issued, value: date(data.issued_at) },
      ...(served ? [{ label: wording.period, value: served }] : []),
      {
        label: wording.payment,
        value: paid_on === null ? wording.due : wording.paid({ date: paid_on }),
      },
    ],
    sum: {
      label: data.applied_balance_amount === 0 ? wording.total : settled,
      amount: money(data.due_amount),
    },
    notes: [
      ...(data.reverse_charge ? [wording.reverse_charge] : []),
      paid_on === null ? wording.pay : wording.thanks({ date: paid_on }),
    ],
  }
}

export function receiptSheet(data: ReceiptData): Sheet {
  const reader = wordingFor(data.locale)
  const { wording, locale } = reader
  const { date, money } = formatsOf(locale, data.currency)
  const brand = data.card.brand.charAt(0).toUpperCase() + data.card.brand.slice(1)
  return {
    ...commonOf(data, reader),
    heading: wording.receipt,
    issued_at: data.paid_at,
    facts: [
      { label: wording.receipt_number, value: data.number },
      { label: wording.for_invoice, value: data.invoice_number },
      { label: wording.payment, value: wording.paid({ date: date(data.paid_at) }) },
      { label: wording.card, value: wording.ending({ brand, last4: data.card.last4 }) },
    ],
    sum: { label: wording.amount_paid, amount: money(data.due_amount) },
    notes: [wording.proof({ number: data.invoice_number })],
  }
}

function commonOf(data: InvoiceData | ReceiptData, { wording, locale, language }: Reader) {
  return {
    ...settingOf(locale, language),
    number: data.number,
    seller: { ...partyOf(data.seller, wording, locale), email: data.seller.email },
    customer: { label: wording.billed_to, ...partyOf(data.customer, wording, locale) },
    columns: { description: wording.description, amount: wording.amount },
    lines: data.lines.map((line) => lineOf(line, data.currency, locale)),
    totals: totalsOf(data, wording, locale),
    page: wording.page({ page: '{page}', pages: '{pages}' }),
  }
}

function lineOf(
  { label, amount, start_timestamp, end_timestamp }: Line,
  currency: string,
  locale: Intl.Locale,
) {
  const { period, money } = formatsOf(locale, currency)
  return {
    label,
    period: start_timestamp && end_timestamp ? period(start_timestamp, end_timestamp) : null,
    amount: money(amount),
  }
}

/** Everything above the sum; the total among it only where a balance makes the sum another. */
function totalsOf(data: InvoiceData | ReceiptData, wording: Wording, locale: Intl.Locale): Amount[] {
  const { money, percent } = formatsOf(locale, data.currency)
  const { discount_amount, net_amount, tax_rate, tax_amount, total_amount, applied_balance_amount } = data
  const row = (label: string, amount: number) => ({ label, amount: money(amount) })
  return [
    ...(discount_amount === 0
      ? []
      : [row(wording.subtotal, net_amount + discount_amount), row(wording.discount, -discount_amount)]),
    row(wording.net, net_amount),
    row(tax_rate === null ? wording.tax : wording.vat({ rate: percent(tax_rate) }), tax_amount),
    ...(applied_balance_amount === 0
      ? []
      : [row(wording.total, total_amount), row(wording.balance, applied_balance_amount)]),
  ]
}

function partyOf({ name, address, tax_id }: Party | Seller, wording: Wording, locale: Intl.Locale) {
  const countries = new Intl.DisplayNames(locale.toString(), { type: 'region' })
  return {
    name,
    lines: address ? addressLines(address, (code) => countries.of(code) ?? code) : [],
    tax_id: tax_id && (tax_id[1].endsWith('_vat') ? wording.vat_id : wording.tax_id)({ id: tax_id[0] }),
  }
}

function formatsOf(locale: Intl.Locale, currency: string) {
  const tag = locale.toString()
  const rates = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 2 })
  const days = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' })
  return {
    money: (amount: number) => formatMoney(amount, currency, tag).replace('-', '−'),
    percent: (rate: number) => rates.format(rate / 10_000),
    date: (instant: string) => days.format(new Date(instant)),
    period: (start: string, end: string) => days.formatRange(new Date(start), new Date(end)),
  }
}
