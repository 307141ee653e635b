import type { CustomerOrder } from '../contract/orders.ts'
import { Refusal } from '../refusals.ts'

type Payable = Pick<CustomerOrder, 'status' | 'subscription_id' | 'next_payment_attempt_at'>
type Invoiced = Pick<CustomerOrder, 'status' | 'billing_name' | 'billing_address'>

/** How often a customer may try to pay one order by hand; the schedule of dunning is not counted. */
export const manualTriesMax = 5

/** What waits for a renewal's payment may still be paid; a first payment lives and dies with its own attempt. */
export function canBePaid(order: Payable): boolean {
  return isOpen(order) && order.subscription_id !== null && order.next_payment_attempt_at !== null
}

export function manualPaymentRefusal(order: Payable): Refusal | null {
  if (canBePaid(order)) return null
  return new Refusal(
    'OrderNotEligibleForRetry',
    'There is nothing to pay on this order. Nothing was charged.',
  )
}

/** Owed and not yet paid. */
export function isOpen(order: Pick<Payable, 'status'>): boolean {
  return order.status === 'pending'
}

/** Paid, whatever of it was given back since. */
export function isPaid({ status }: Pick<Payable, 'status'>): boolean {
  return status === 'paid' || status === 'refunded' || status === 'partially_refunded'
}

/** Owed no more, and never paid. */
export function isWithdrawn(order: Pick<Payable, 'status'>): boolean {
  return order.status === 'void'
}

export function invoiceRefusal(order: Invoiced): Refusal | null {
  if (isWithdrawn(order)) {
    return new Refusal(
      'OrderNotEligibleForInvoice',
      'This order was withdrawn, so there is no invoice for it.',
    )
  }
  if (order.billing_name && order.billing_address) return null
  return new Refusal(
    'MissingInvoiceBillingDetails',
    'An invoice needs a name and an address. Add them to the order first.',
  )
}
