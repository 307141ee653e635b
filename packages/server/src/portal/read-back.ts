import type { Polar } from '@verge/polar/client'
import type { Operation, OutputOf } from '@verge/polar/contract/operation'
import { cancelAsQuoted, withdrawAsQuoted, withdrawPurchaseAsQuoted } from '@verge/polar/contract/leaving'
import { listReceipts } from '@verge/polar/contract/receipts'
import { getCustomerOrder, updateCustomerOrder } from '@verge/polar/contract/orders'
import { deletePaymentMethod, listPaymentMethods } from '@verge/polar/contract/payment-methods'
import { getPortalCustomer, updatePortalCustomer } from '@verge/polar/contract/portal-customers'
import {
  cancelCustomerSubscription,
  getCustomerSubscription,
  revokeCustomerSubscription,
  updateCustomerSubscription,
  type CustomerSubscription,
} from '@verge/polar/contract/subscriptions'
import { isPaused } from '@verge/polar/policy/subscriptions'

interface Input {
  params?: unknown
  body?: unknown
}

/** What a write would have answered, had it been heard; null: when one looked, it was not done. */
export interface ReadBack {
  output: unknown
}

type Look = (polar: Polar, input: never) => Promise<ReadBack | null>

function lookAfter<O extends Operation>(
  operation: O,
  look: (polar: Polar, input: never) => Promise<OutputOf<O> | null>,
): [Operation, Look] {
  return [
    operation,
    async (polar, input) => {
      const output = await look(polar, input)
      return output === null ? null : { output }
    },
  ]
}

interface OnSubscription {
  params: { id: string }
  body: Record<string, unknown>
}

const looks = new Map<Operation, Look>([
  lookAfter(updateCustomerSubscription, async (polar, { params, body }: OnSubscription) => {
    const found = await polar.call(getCustomerSubscription, { params })
    return isAsAsked(found, body) ? found : null
  }),
  lookAfter(cancelCustomerSubscription, async (polar, { params }: OnSubscription) => {
    const found = await polar.call(getCustomerSubscription, { params })
    return found.cancel_at_period_end ? found : null
  }),
  lookAfter(revokeCustomerSubscription, async (polar, { params }: OnSubscription) => {
    const found = await polar.call(getCustomerSubscription, { params })
    return found.ended_at ? found : null
  }),
  lookAfter(cancelAsQuoted, (polar, { params }: OnSubscription) =>
    left(polar, params.id, ({ cancel_at_period_end, ended_at }) => cancel_at_period_end || ended_at !== null),
  ),
  lookAfter(withdrawAsQuoted, (polar, { params }: OnSubscription) =>
    left(polar, params.id, ({ ended_at }) => ended_at !== null),
  ),
  lookAfter(withdrawPurchaseAsQuoted, async (polar, { params }: OnSubscription) => {
    const { items } = await polar.call(listReceipts, { query: { order_id: params.id } })
    return items[0] ? { order: await polar.call(getCustomerOrder, { params }), receipt: items[0] } : null
  }),
  lookAfter(updatePortalCustomer, async (polar, { body }: { body: Record<string, unknown> }) => {
    const found = await polar.call(getPortalCustomer, {})
    // What was agreed to is kept nowhere.
    return holds(found, { ...body, agreed_payments: null }) ? found : null
  }),
  lookAfter(updateCustomerOrder, async (polar, { params, body }: OnSubscription) => {
    const found = await polar.call(getCustomerOrder, { params })
    return holds(found, body) ? found : null
  }),
])

/** Its answer is empty: that the card is gone is all there is to know. */
const removal: Look = async (polar, { params }: { params: { id: string } }) => {
  const { items } = await polar.call(listPaymentMethods, { query: { limit: 100 } })
  return items.some(({ id }) => id === params.id) ? null : { output: undefined }
}
looks.set(deletePaymentMethod, removal)

/**
 * Looks whether a write was done whose answer was lost. Undefined: that cannot be seen, as with payments, which only the
 * bank knows of.
 */
export function readBack(
  operation: Operation,
  polar: Polar,
  input: Input,
): Promise<ReadBack | null> | undefined {
  return looks.get(operation)?.(polar, input as never)
}

/** With the receipt of it, the newest first. */
async function left(polar: Polar, id: string, isDone: (found: CustomerSubscription) => boolean) {
  const subscription = await polar.call(getCustomerSubscription, { params: { id } })
  if (!isDone(subscription)) return null
  const { items } = await polar.call(listReceipts, { query: { subscription_id: id } })
  return items[0] ? { subscription, receipt: items[0] } : null
}

/** The body's variant says what to look for. */
function isAsAsked(found: CustomerSubscription, body: Record<string, unknown>): boolean {
  const { pending_update } = found
  if ('resume' in body) return !isPaused(found)
  if ('pending_update' in body) return pending_update === null
  const changed = (key: 'product_id' | 'seats') =>
    !(key in body) || found[key] === body[key] || pending_update?.[key] === body[key]
  if ('product_id' in body || 'seats' in body) return changed('product_id') && changed('seats')
  const { cancel_at_period_end, pause_at_period_end } = body
  return (
    (cancel_at_period_end === undefined || found.cancel_at_period_end === cancel_at_period_end) &&
    (pause_at_period_end === undefined || found.pause_at_period_end === pause_at_period_end)
  )
}

/** A tax id is answered in another form than it is asked in, so it counts only as there or not there. */
function holds(found: object, asked: Record<string, unknown>): boolean {
  return Object.entries(asked).every(([key, value]) => {
    const is = (found as Record<string, unknown>)[key] ?? null
    if (key === 'tax_id') return (is === null) === ((value ?? null) === null)
    return value === null || value === undefined || JSON.stringify(is) === JSON.stringify(value)
  })
}
