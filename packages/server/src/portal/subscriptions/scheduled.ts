import type { PublicProduct } from '@verge/polar/contract/products'
import type { CustomerSubscription } from '@verge/polar/contract/subscriptions'
import type { Visit } from '../visit.ts'

/** The change that waits for the end of the period, in words. Null: none waits. */
export function scheduledWords(
  { pending_update }: Pick<CustomerSubscription, 'pending_update'>,
  products: readonly PublicProduct[],
  { messages, format }: Pick<Visit, 'messages' | 'format'>,
): string | null {
  if (!pending_update) return null
  const { product_id, seats, applies_at } = pending_update
  const name = products.find(({ id }) => id === product_id)?.name
  const what = format.list([name, seats !== null && messages.seats({ count: seats })])
  const date = format.date(applies_at)
  // What is no longer sold to everybody has no name here.
  return what ? messages.change.scheduled({ what, date }) : messages.change.scheduledOn({ date })
}
