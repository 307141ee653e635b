import type { Receipt, Sealed } from '@verge/polar/contract/receipts'
import type { Messages } from '../messages/messages.ts'
import type { Format } from '../ui/format.ts'

type Fact = [term: string, text: string]
type Said = Pick<
  Receipt,
  | 'id'
  | 'subscription_id'
  | 'order_id'
  | 'customer_name'
  | 'customer_email'
  | 'product'
  | 'received_at'
  | 'ends_at'
  | 'declared_by'
>

/** What a receipt says, line by line: on its page, in its text and where it is checked. */
export function factsOf(receipt: Said, { receipt: words }: Messages, format: Format): Fact[] {
  return [
    [words.number, receipt.id],
    [words.customer, person(receipt)],
    [words.contract, `${receipt.product} (${receipt.subscription_id ?? receipt.order_id})`],
    [words.received, format.moment(receipt.received_at)],
    [words.ends, format.date(receipt.ends_at)],
    [words.declaredBy, receipt.declared_by === 'seller' ? words.bySeller : words.byCustomer],
  ]
}

/** The same of a seal, which may be that of a declaration that nobody has looked at yet. */
export function factsOfSeal(says: Sealed, messages: Messages, format: Format): Fact[] {
  if (says.type === 'receipt')
    return factsOf({ ...says, id: says.jti, subscription_id: says.sub, order_id: null }, messages, format)
  const { receipt: words, statement } = messages
  return [
    [words.number, says.jti],
    [words.customer, person(says)],
    [words.contract, says.contract],
    [words.received, format.moment(says.received_at)],
    [statement.when, says.wished_end ?? statement.soonest],
  ]
}

function person({
  customer_name,
  customer_email,
}: Pick<Receipt, 'customer_name' | 'customer_email'>): string {
  return customer_name ? `${customer_name}, ${customer_email}` : customer_email
}

/** What it is called, and what it says in one sentence. */
export function wordsOfReceipt(
  { kind, product, ends_at, created_at }: Pick<Receipt, 'kind' | 'product' | 'ends_at' | 'created_at'>,
  { receipt: words }: Messages,
  format: Format,
): { title: string; sentence: string } {
  const said = { product, date: format.date(ends_at) }
  if (kind === 'withdrawal') return { title: words.withdrawal, sentence: words.withdrawn(said) }
  const sentence = ends_at <= created_at ? words.canceledAtOnce(said) : words.canceled(said)
  return { title: words.cancellation, sentence }
}
