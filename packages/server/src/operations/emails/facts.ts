import { formatMoney } from '@verge/polar/money'
import type { MemberRole } from '@verge/polar/contract/members'
import type { Decline } from '@verge/polar/policy/declines'
import { keptFor } from '../../languages/kept.ts'
import type { MailWords } from './words.ts'

/** What a mail tells, as data: kept beside it, and written in the reader's language once. */
export type Fact =
  | string
  | number
  | null
  | { date: string }
  | { dates: string[] }
  | { time: string }
  /** The last month in which a card is taken, such as 2027-03. */
  | { month: string }
  | { amount: number; currency: string }
  | { every: 'day' | 'week' | 'month' | 'year'; count: number }
  | { brand: string; last4: string }
  | { names: string[] }
  | { role: MemberRole }
  /** Why a bank did not pay. */
  | { decline: Decline }
  | Receipt

/** Proof that something was declared: the mail alone is enough of it. */
export interface Receipt {
  id: string
  received_at: Date
  page_url: string
  verify_url: string
  seal: string
}

export type Facts = Readonly<Record<string, Fact>>

/** A line of an invoice. */
export interface Line {
  label: string
  amount: number
  currency: string
}

export const dateOf = (date: Date): Fact => ({ date: date.toISOString() })
export const datesOf = (dates: readonly Date[]): Fact => ({ dates: dates.map((date) => date.toISOString()) })
export const timeOf = (date: Date): Fact => ({ time: date.toISOString() })

/** Text as it is, without what could end a line, write backwards or hide. */
export function cleaned(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim()
}

/** A fact as people read it. Billing happens in UTC, so its days are named there too. */
export function written(fact: Exclude<Fact, null>, words: MailWords, locale: string): string {
  if (typeof fact === 'string') return cleaned(fact)
  if (typeof fact === 'number') return formatsFor(locale).number.format(fact)
  if ('date' in fact) return formatsFor(locale).date.format(new Date(fact.date))
  if ('dates' in fact)
    return formatsFor(locale).list.format(fact.dates.map((date) => written({ date }, words, locale)))
  if ('role' in fact) return words.roles[fact.role]
  if ('decline' in fact) return words.declines[fact.decline]
  if ('time' in fact) return `${formatsFor(locale).time.format(new Date(fact.time))} UTC`
  if ('month' in fact) return formatsFor(locale).month.format(new Date(`${fact.month}-01T00:00:00Z`))
  if ('amount' in fact) return formatMoney(fact.amount, fact.currency, locale)
  if ('every' in fact) return words.every[fact.every]({ count: fact.count })
  if ('seal' in fact) return fact.id
  if ('names' in fact) return formatsFor(locale).list.format(fact.names.map(cleaned))
  return words.card({ brand: cardName(fact.brand), last4: fact.last4 })
}

function cardName(brand: string): string {
  return cleaned(brand.slice(0, 1).toUpperCase() + brand.slice(1))
}

interface Formats {
  number: Intl.NumberFormat
  date: Intl.DateTimeFormat
  time: Intl.DateTimeFormat
  month: Intl.DateTimeFormat
  list: Intl.ListFormat
}

/** Making them takes longer than using them a hundred times. */
const formatsFor = keptFor((locale): Formats => {
  const timeZone = 'UTC'
  return {
    number: new Intl.NumberFormat(locale),
    date: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }),
    time: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium', timeZone }),
    month: new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone }),
    list: new Intl.ListFormat(locale, { type: 'conjunction' }),
  }
})
