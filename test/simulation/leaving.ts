import { createPublicKey, verify } from 'node:crypto'
import type { OrderRow } from '@verge/server/db/tables/orders'
import type { Books } from './books.ts'
import type { Finding, Invariant } from './findings.ts'

const leaving = ['subscriptions.cancel', 'subscriptions.withdrawal']

/** What whoever leaves is given, and that it says what happened. */
export const invariantsOfLeaving: Record<string, Invariant> = {
  'whoever leaves has one receipt of it, and nobody else has one': (books, before) => {
    const left = books.news.filter(
      ({ cause, after }) =>
        // What a subscription owes goes with it, without a receipt of its own.
        (cause === 'orders.withdrawal' && 'invoice_number' in after) ||
        (leaving.includes(cause) && 'recurring_interval' in after),
    )
    const known = new Set(before?.cancellation_receipts.map(({ id }) => id))
    return [
      ...left.flatMap(({ aggregate_id, version }) => {
        const own = books.cancellation_receipts.filter(
          (receipt) =>
            receipt.order_id === aggregate_id ||
            (receipt.subscription_id === aggregate_id && receipt.subscription_version === version),
        )
        return own.length === 1 ? [] : [`version ${version} of ${aggregate_id} has ${own.length} receipts`]
      }),
      ...books.cancellation_receipts
        .filter(({ id }) => !known.has(id))
        .filter(
          ({ order_id, subscription_id, subscription_version, transaction }) =>
            !books.audit.some(
              (entry) =>
                entry.aggregate_id === (order_id ?? subscription_id) &&
                (order_id ? entry.cause === 'orders.withdrawal' : entry.version === subscription_version) &&
                entry.transaction <= transaction,
            ),
        )
        .map(({ id }) => `the receipt ${id} is of nothing that happened`),
    ]
  },

  'a receipt is sealed, and its seal says what the books say': (books, before) => {
    const known = new Set(before?.cancellation_receipts.map(({ id }) => id))
    return books.cancellation_receipts
      .filter(({ id, seal }) => !known.has(id) && seal !== null)
      .filter(({ id, order_id, subscription_id, kind, received_at, ends_at, seal }) => {
        const said = saidBy(seal!, books)
        return (
          said?.jti !== id ||
          said.sub !== (order_id ?? subscription_id) ||
          said.kind !== kind ||
          said.received_at !== received_at.toISOString() ||
          said.ends_at !== ends_at.toISOString()
        )
      })
      .map(({ id }) => id)
  },
}

type Said = Partial<Record<'jti' | 'sub' | 'kind' | 'received_at' | 'ends_at', string>>

/** Null: nobody of ours signed it. */
function saidBy(seal: string, { receipt_keys }: Books): Said | null {
  const [head = '', body = '', signature = ''] = seal.split('.')
  const { kid } = read(head) as { kid?: string }
  const key = receipt_keys.find(({ id }) => id === kid)
  if (!key) return null
  const signer = createPublicKey({ key: key.public_key, format: 'jwk' })
  const isSigned = verify(null, Buffer.from(`${head}.${body}`), signer, Buffer.from(signature, 'base64url'))
  return isSigned ? (read(body) as Said) : null
}

function read(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString())
}

/** What somebody withdrew from; nothing of it is theirs any more. */
export function isWithdrawn({ id }: Pick<OrderRow, 'id'>, { cancellation_receipts }: Books): boolean {
  return cancellation_receipts.some(({ order_id }) => order_id === id)
}

/** When all was heard: whoever withdrew from a purchase has all that they paid, unless a bank refused it or decides over it. */
export function unsettledWithdrawals(books: Books): Finding[] {
  return books.orders
    .filter((order) => isWithdrawn(order, books) && order.dispute_status === null)
    .flatMap(({ id, due_amount }) => {
      const own = books.refunds.filter(({ order_id }) => order_id === id)
      const back = own
        .filter(({ status }) => status === 'succeeded')
        .reduce((sum, { amount, tax_amount }) => sum + amount + tax_amount, 0)
      const isRefused = own.some(({ status }) => status === 'failed')
      return back === due_amount || isRefused
        ? []
        : [`${id} was withdrawn from with ${back} of ${due_amount}`]
    })
}
