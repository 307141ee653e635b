import type { CustomerOrder } from '@verge/polar/contract/orders'
import type { Messages } from '../messages/messages.ts'

export const isOpen = (order: CustomerOrder) => order.status === 'pending'
/** Void orders never became a demand for money, so there is nothing to download. */
export const hasDocument = (order: CustomerOrder) => order.status !== 'void'

const tones = {
  pending: 'bad',
  paid: 'good',
  refunded: 'calm',
  partially_refunded: 'calm',
  void: 'calm',
} as const

export function orderStanding({ status }: CustomerOrder, { orders }: Messages) {
  return { label: orders.statuses[status], tone: tones[status] }
}

/** Only an open invoice of a subscription can be paid here, and only while it is being collected. */
export const canBePaid = (order: CustomerOrder) =>
  isOpen(order) && order.subscription_id !== null && order.next_payment_attempt_at !== null
