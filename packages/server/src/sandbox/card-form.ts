import type { CardEntry } from '../ports/sandbox-processor.ts'
import type { Words } from './words.ts'

/** What stands in the fields, as it was typed; the CVC is never shown again. */
export interface TypedCard {
  number: string
  expiry: string
  cvc: string
}
export type CardProblems = Partial<Record<keyof TypedCard, string>>

export function typedIn(form: URLSearchParams): TypedCard {
  const typed = (name: string) => (form.get(name) ?? '').trim()
  return { number: typed('number'), expiry: typed('expiry'), cvc: typed('cvc') }
}

export function readCard(
  { number, expiry, cvc }: TypedCard,
  now: Date,
  words: Words,
): { entry: CardEntry; problems: CardProblems } {
  const [, month = '', year = ''] = /^(\d{1,2})\s*[/-]?\s*(\d{2}|\d{4})$/.exec(expiry) ?? []
  const exp_month = Number(month)
  const exp_year = year.length === 2 ? 2000 + Number(year) : Number(year)
  // A card is good to the last day of its month.
  const isOver = Date.UTC(exp_year, exp_month, 1) <= now.getTime()
  const isMonth = exp_month >= 1 && exp_month <= 12
  return {
    entry: { number, exp_month, exp_year },
    problems: {
      ...(!/^[\d\s-]{12,24}$/.test(number) && { number: words.numberWrong }),
      ...((!isMonth || isOver) && { expiry: isMonth && year ? words.expired : words.expiryWrong }),
      ...(!/^\d{3,4}$/.test(cvc) && { cvc: words.cvcWrong }),
    },
  }
}
