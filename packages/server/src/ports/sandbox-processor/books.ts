import type { Generated } from 'kysely'
import type {
  Card,
  DisputeRecord,
  PaymentOutcome,
  ProcessorEvent,
  RefundOutcome,
} from '../payment-processor.ts'

/** How each test card behaves; numbers themselves are never stored. */
export const testCards = {
  '4242424242424242': { card: 'works', brand: 'visa' },
  '4000000000000002': { card: 'declined_when_added', brand: 'visa' },
  '4000000000000341': { card: 'fails_when_charged', brand: 'visa' },
  '4000000000009995': { card: 'insufficient_funds', brand: 'visa' },
  '4000000000009987': { card: 'reported_lost', brand: 'visa' },
  '4000002500003155': { card: 'asks_when_added', brand: 'visa' },
  '4000002760003184': { card: 'asks_always', brand: 'visa' },
  '4000000000005001': { card: 'takes_days', brand: 'visa' },
  '4000000000005019': { card: 'takes_days_and_fails', brand: 'visa' },
  '4000000000007726': { card: 'refund_takes_days', brand: 'visa' },
  '4000000000005126': { card: 'refund_fails', brand: 'visa' },
} as const
export type Behaviour = (typeof testCards)[keyof typeof testCards]['card']

/** So long a bank takes over a payment or a refund that takes days. */
export const daysAtTheBank = 5

/** The sandbox processor's own tables. */
export interface Books {
  'sandbox_processor.confirmation_tokens': Omit<Card, 'processor_id'> & {
    id: string
    created_at: Date
    card: Behaviour
  }
  'sandbox_processor.cards': {
    id: string
    created_at: Date
    customer_reference: string
    confirmation_token_id: string
    card: Behaviour
    /** Also of a card that was only typed in, until it has paid. */
    detached_at: Date | null
    forgotten_at: Date | null
  }
  'sandbox_processor.setup_intents': {
    id: string
    created_at: Date
    customer_reference: string
    confirmation_token_id: string
    client_secret: string
    status: 'requires_action' | 'succeeded' | 'failed'
  }
  'sandbox_processor.payments': {
    id: string
    created_at: Date
    idempotency_key: string
    customer_reference: string
    card_id: string
    amount: number
    currency: string
    client_secret: string
    status: PaymentOutcome['status']
    decline_code: string | null
  }
  'sandbox_processor.refunds': {
    id: string
    created_at: Date
    idempotency_key: string | null
    payment_id: string
    amount: number
    status: RefundOutcome['status']
  }
  'sandbox_processor.disputes': {
    id: string
    created_at: Date
    payment_id: string
    reason: string
    status: DisputeRecord['status']
  }
  'sandbox_processor.events': {
    id: string
    created_at: Date
    type: string
    data: string
  }
  /** A single row, while one is set. */
  'sandbox_processor.next_outcome': {
    id: Generated<boolean>
    decline_code: string
  }
}
export type PaymentRow = Books['sandbox_processor.payments']
export type RefundRow = Books['sandbox_processor.refunds']

/** A payment as its ledger tells it, with what of it went back. */
export interface LedgerEntry extends PaymentRow {
  /** What the bank sent back is not in it. */
  refunded_amount: number
  /** When all of it had been given back. */
  refunded_at: Date | null
  is_lost: boolean
}

export type Tell = (event: ProcessorEvent) => Promise<void>
