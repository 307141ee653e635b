import { expect, it } from 'vitest'
import { told, toldOfDue } from './told.ts'

const end = '2027-03-31T12:00:00.000Z'
const pro = {
  status: 'active',
  amount: 2000,
  currency: 'usd',
  current_period_end: end,
  cancel_at_period_end: false,
  pause_at_period_end: false,
  seats: 2,
}
const order = { status: 'paid', invoice_number: 'VERGE-1', currency: 'usd', total_amount: 2380 }
type Row = Record<string, unknown>

function change(
  aggregate_type: 'subscription' | 'order' | 'customer' | 'checkout' | 'refund' | 'customer_seat',
) {
  return (before: Row | null, after: Row, ...types: string[]) =>
    told({
      id: '1',
      created_at: new Date(end),
      aggregate_type,
      aggregate_id: '2',
      version: 1,
      types: types.map((type) => `${aggregate_type}.${type}`),
      before,
      after,
      product_name: 'Pro',
      customer: null,
    })
}
const [subscription, ofOrder, customer, checkout, refund, seat] = [
  change('subscription'),
  change('order'),
  change('customer'),
  change('checkout'),
  change('refund'),
  change('customer_seat'),
]

it.each([
  [
    subscription(null, { ...pro, status: 'trialing', trial_end: end }, 'created'),
    'begins with a trial until March 31, 2027',
  ],
  [
    subscription(pro, { ...pro, ends_at: end }, 'updated', 'canceled'),
    'is canceled and ends on March 31, 2027',
  ],
  [subscription(pro, pro, 'updated', 'uncanceled'), 'is not to end any more'],
  [subscription(pro, pro, 'updated', 'canceled', 'revoked'), 'has ended'],
  [subscription(pro, pro, 'cycled', 'updated'), 'renews until March 31, 2027'],
  [subscription({ ...pro, status: 'trialing' }, pro, 'cycled'), 'The trial of Pro is over'],
  [subscription(pro, pro, 'updated', 'paused'), 'is paused'],
  [subscription(pro, { ...pro, seats: 3, amount: 3000 }, 'updated'), 'Pro was changed (price, seats)'],
  [ofOrder(null, { ...order, description: 'Pro' }, 'created'), 'Order VERGE-1: $23.80 for Pro'],
  [ofOrder(order, order, 'updated', 'paid'), 'Order VERGE-1 is paid: $23.80'],
  [
    ofOrder(order, { ...order, refunded_amount: 500 }, 'updated', 'refunded'),
    '$5.00 of Order VERGE-1 went back',
  ],
  [
    ofOrder({ ...order, status: 'pending' }, { ...order, status: 'void' }, 'updated'),
    'was withdrawn; nothing is owed',
  ],
  [ofOrder(order, { ...order, dispute_status: 'needs_response' }, 'updated'), 'is disputed: needs response'],
  [customer({ email: 'a' }, { email: 'b' }, 'updated'), 'The customer was changed (e-mail address)'],
  [customer({ email: 'a' }, { email: 'gone' }, 'deleted'), 'The customer was deleted'],
  [checkout({ status: 'open' }, { status: 'expired' }, 'updated'), 'A checkout of Pro has expired'],
  [
    refund(null, { amount: 2000, tax_amount: 380, currency: 'usd' }, 'created'),
    'A refund of $23.80 was asked for',
  ],
  [seat({}, { email: 'a@example.com' }, 'claimed'), 'A seat of Pro was taken by a@example.com'],
])('tells a change: %s', (words, expected) => {
  expect(words).toContain(expected)
})

const due = { due_at: new Date(end), parked_reason: null, customer: null, product_name: 'Pro', order: null }
it.each([
  [{}, 'Pro renews for $20.00 plus any tax'],
  [{ cancel_at_period_end: true }, 'Pro ends'],
  [{ status: 'trialing', trial_end: end }, 'The trial of Pro ends, and $20.00 plus any tax is charged'],
  [{ pause_at_period_end: true }, 'Pro is paused'],
  [{ status: 'past_due' }, 'A new period of Pro begins, with a payment overdue'],
])('tells what the end of a period brings to a subscription with %o', (changes, expected) => {
  expect(toldOfDue({ ...due, kind: 'period_end', subscription: { ...pro, ...changes } })).toBe(expected)
})

it('tells what else is due', () => {
  const retry = { ...order, due_amount: 2380 }
  expect(toldOfDue({ ...due, kind: 'payment_retry', subscription: null, order: retry })).toBe(
    '$23.80 is tried again for order VERGE-1',
  )
  expect(toldOfDue({ ...due, kind: 'attempt', subscription: null, order })).toBe(
    'The processor is asked what became of a payment of order VERGE-1',
  )
})
