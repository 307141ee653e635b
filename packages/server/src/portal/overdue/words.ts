import { brandName } from '../payment-methods/card-name.ts'
import type { Visit } from '../visit.ts'
import type { Owed } from './owed.ts'

type Speaking = Pick<Visit, 'messages' | 'format'>

/** What failed, in one sentence. */
export function failedWords(
  { amount, currency, product_name: product, details }: Owed,
  { messages, format }: Speaking,
): string {
  const money = format.money(amount, currency)
  const card = details?.card && messages.card({ ...details.card, brand: brandName(details.card.brand) })
  return card
    ? messages.overdue.failedCard({ amount: money, product, card })
    : messages.overdue.failed({ amount: money, product })
}

/** Why, what comes of it by itself and when, one paragraph each. */
export function consequencesOf({ details }: Owed, { messages, format }: Speaking): string[] {
  if (!details) return []
  const words = messages.overdue
  if (details.is_being_paid) return [words.paying]
  const { reason, tries_at, has_access, access_ends_at, ends_at } = details
  const tries = tries_at.length > 0 && words.tries({ dates: format.conjunction(tries_at.map(format.date)) })
  const told = (...sentences: (string | false)[]) => sentences.filter((one) => one !== false).join(' ')
  if (!ends_at) return [words.reasons[reason], told(tries, words.stays)]
  // Where it was canceled it may end before the last try, whether that is paid or not.
  const isEndedByTry = tries_at.at(-1)?.getTime() === ends_at.getTime()
  const ends = isEndedByTry && words.ends({ date: format.date(ends_at) })
  const closes = has_access ? words.keeps({ date: format.date(access_ends_at) }) : words.closed
  const isSaidByEnd = has_access && access_ends_at.getTime() === ends_at.getTime()
  return [words.reasons[reason], told(tries, ends), ...(isSaidByEnd ? [] : [closes])].filter(Boolean)
}
