import type { MailWords } from './words.ts'

export type MailKind = keyof MailWords['kinds']
export type Label = keyof MailWords['labels']

/** What a mail is about: ids for the pages that it leads to. */
export interface About {
  subscription_id?: string | null
  order_id?: string
}

interface Kind {
  /** Its table, from the top: what stands beside each label. What is not known is left out. */
  rows: Partial<Record<Label, string>>
  /** The page that it speaks of, below `/{organization}/portal`; null: none, or one that is named for this mail alone. */
  page: ((about: About) => string) | null
  /** Who gets it decides what stands below. */
  for: 'customer' | 'account' | 'guest' | 'seller'
  /** Says below how to cancel: where something runs that costs money. */
  cancellable?: true
  /** What is said once and kept nowhere but in the mail itself. */
  secret?: string
}

const subscription = ({ subscription_id }: About) => `/subscriptions/${subscription_id}`
const order = ({ order_id }: About) => `/orders/${order_id}`
const payment = ({ order_id }: About) => `/orders/${order_id}/pay`
const running = { page: subscription, for: 'customer', cancellable: true } as const
/** What a plan is after a change, or will be. */
const changed = {
  product: 'product',
  was: 'was',
  seats: 'seats',
  price: 'price',
  frequency: 'every',
} as const
const forSeller: Kind = { rows: {}, page: null, for: 'seller' }

/** A payment as the invoice has it, and the documents of it. */
const paid = {
  subtotal: 'subtotal',
  discount: 'discount',
  tax: 'tax',
  total: 'total',
  balance: 'balance',
  paid: 'paid',
  paid_by: 'card',
  paid_until: 'date',
  invoice: 'invoice',
  receipt: 'receipt',
} as const

export const kinds: Record<MailKind, Kind> = {
  cancellation_scheduled: {
    rows: {
      product: 'product',
      received_at: 'received_at',
      access_until: 'access_until',
      receipt: 'receipt',
    },
    page: subscription,
    for: 'customer',
  },
  cancellation_taken_back: {
    rows: { product: 'product', renews_on: 'date', receipt: 'receipt' },
    ...running,
  },
  pause_scheduled: {
    rows: { product: 'product', paused_from: 'date', resumes_on: 'resumes' },
    ...running,
  },
  pause_taken_back: { rows: { product: 'product', renews_on: 'date' }, ...running },
  subscription_resumed: { rows: { product: 'product', renews_on: 'date' }, ...running },
  subscription_ended: {
    rows: { product: 'product', received_at: 'received_at', ended_on: 'date', receipt: 'receipt' },
    page: subscription,
    for: 'customer',
  },
  plan_changed: {
    rows: { ...changed, renews_on: 'date' },
    ...running,
  },
  plan_change_scheduled: {
    rows: { ...changed, starts_on: 'date' },
    ...running,
  },
  seats_changed: {
    rows: { ...changed, renews_on: 'date' },
    ...running,
  },
  seats_change_scheduled: {
    rows: { ...changed, starts_on: 'date' },
    ...running,
  },
  change_taken_back: { rows: { product: 'product', renews_on: 'date' }, ...running },
  renewal_ahead: {
    rows: { product: 'product', amount: 'amount', frequency: 'every', renews_on: 'date', card: 'card' },
    ...running,
  },
  trial_ending: {
    rows: { product: 'product', amount: 'amount', frequency: 'every', first_charge: 'date', card: 'card' },
    ...running,
  },
  payment_received: {
    rows: paid,
    page: order,
    for: 'customer',
    cancellable: true,
  },
  purchase_paid: { rows: paid, page: order, for: 'customer' },
  purchase_withdrawn: {
    rows: {
      product: 'product',
      received_at: 'received_at',
      ended_on: 'date',
      returned: 'refund',
      receipt: 'receipt',
    },
    page: order,
    for: 'customer',
  },
  payment_failed: {
    rows: {
      product: 'product',
      amount: 'amount',
      next_try: 'next_try',
      access_until: 'access_until',
      invoice: 'invoice',
    },
    page: payment,
    for: 'customer',
    cancellable: true,
  },
  payment_needs_approval: {
    rows: { product: 'product', amount: 'amount', invoice: 'invoice' },
    page: payment,
    for: 'customer',
    cancellable: true,
  },
  refunded: {
    rows: { product: 'product', returned: 'amount', invoice: 'invoice' },
    page: order,
    for: 'customer',
  },
  refund_failed: {
    rows: { product: 'product', amount: 'amount', invoice: 'invoice' },
    page: order,
    for: 'customer',
  },
  payment_returned: {
    rows: { product: 'product', returned: 'amount', invoice: 'invoice' },
    page: order,
    for: 'customer',
  },
  card_added: {
    rows: { card: 'card', card_expires: 'card_expires' },
    page: () => '/payment-methods',
    for: 'customer',
  },
  card_changed: {
    rows: { card: 'card', card_expires: 'card_expires' },
    page: () => '/payment-methods',
    for: 'customer',
  },
  card_removed: { rows: { card: 'card' }, page: () => '/payment-methods', for: 'customer' },
  card_expiring: {
    rows: { card: 'card', card_expires: 'card_expires' },
    page: () => '/payment-methods/add',
    for: 'customer',
  },
  billing_changed: { rows: {}, page: () => '/billing', for: 'customer' },
  email_changed: { rows: { new_address: 'address' }, page: null, for: 'customer' },
  email_change: { rows: {}, page: null, for: 'guest' },
  sign_in_code: { rows: {}, page: () => '/sign-in/code', for: 'guest', secret: 'code' },
  sign_in_code_anywhere: { rows: {}, page: () => '/sign-in', for: 'guest', secret: 'code' },
  access_given: { rows: { role: 'role' }, page: () => '/sign-in', for: 'account' },
  access_changed: { rows: { role: 'role', was: 'was' }, page: () => '/sign-in', for: 'account' },
  access_removed: { rows: {}, page: null, for: 'account' },
  codes_tried: { rows: {}, page: null, for: 'account' },
  signed_in: { rows: {}, page: () => '/billing', for: 'account' },
  data_erased: { rows: {}, page: null, for: 'account' },
  seat_invitation: { rows: { product: 'product' }, page: null, for: 'guest' },

  processor_refuses_key: forSeller,
  payment_quarantined: forSeller,
  refund_refused: forSeller,
  payment_disputed: forSeller,
  leaving_statement: forSeller,
  webhook_endpoint_disabled: forSeller,
}
