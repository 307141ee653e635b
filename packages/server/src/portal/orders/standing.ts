import type { CustomerOrder } from '@verge/polar/contract/orders'
import type { Messages } from '../messages/messages.ts'

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
