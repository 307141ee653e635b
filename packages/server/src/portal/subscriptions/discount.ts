import type { SubscriptionDiscount } from '@verge/polar/contract/own-subscriptions'
import type { Visit } from '../visit.ts'

/** What takes something off the next payments and how long, in words; null: nothing does. */
export function discountWords(
  { discount, counts_next, counts_until }: SubscriptionDiscount,
  currency: string,
  { messages, format }: Pick<Visit, 'messages' | 'format'>,
): string | null {
  const words = messages.discount
  if (!discount) return null
  const { name, basis_points, amounts, duration } = discount
  if (!counts_next) return words.over({ name })
  const fixed = amounts?.[currency]
  if (basis_points === undefined && fixed === undefined) return null
  const off = basis_points === undefined ? format.money(fixed!, currency) : format.percent(basis_points)
  if (duration === 'once') return words.next({ name, off })
  return counts_until
    ? words.until({ name, off, date: format.date(counts_until) })
    : words.each({ name, off })
}
