import { UnknownOutcome } from './unknown-outcome.ts'

export interface Card {
  /** The card's id at the processor. */
  processor_id: string
  brand: string
  last4: string
  exp_month: number
  exp_year: number
}

export type SetupOutcome =
  | { status: 'succeeded'; card: Card }
  | { status: 'requires_action'; setup_intent_id: string; client_secret: string }
  | { status: 'failed'; decline_code: string }

interface Charged {
  payment_id: string
  amount: number
  currency: string
}

/** Processing: the bank has taken it up and answers within days, as with a direct debit. */
export type PaymentOutcome = Charged &
  /** With the card, where it was charged by the token of one that was just typed: from now on it is on record. */
  (
    | { status: 'succeeded'; card?: Card }
    | { status: 'processing' }
    | { status: 'requires_action'; client_secret: string }
    | { status: 'failed'; decline_code: string }
  )

/** What succeeded may still fail, where the bank sends it back. */
export interface RefundOutcome {
  status: 'pending' | 'succeeded' | 'failed'
  refund_id: string
}

export interface RefundRecord extends RefundOutcome {
  /** Null: made by hand at the processor itself. */
  idempotency_key: string | null
  amount: number
}

export interface DisputeRecord {
  dispute_id: string
  status: 'early_warning' | 'needs_response' | 'under_review' | 'prevented' | 'won' | 'lost'
  reason: string
  amount: number
}

/** All that the processor knows of one payment. */
export interface PaymentRecord {
  /** As it was charged with; another key than ours for what we never asked for. */
  idempotency_key: string
  outcome: PaymentOutcome
  refunds: RefundRecord[]
  dispute: DisputeRecord | null
}

/** Told by the processor itself: that something is new about one of its things, never what is true of it. */
export interface ProcessorEvent {
  id: string
  /** Such as `payment.succeeded`; the part before the dot says what `data` names. */
  type: string
  data: {
    payment_id?: string | undefined
    amount?: number | undefined
    currency?: string | undefined
    card_id?: string | undefined
  }
}

/** It has too much to do, and says for how long it wants to be left alone. */
export class TooManyRequests extends UnknownOutcome {
  override readonly name = 'TooManyRequests'
  readonly retryAfterSeconds: number

  constructor(retryAfterSeconds: number) {
    super(`Not before ${retryAfterSeconds} seconds from now`)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** It does not take our key any more: nothing was done, and nothing will be until somebody mends that. */
export class KeyRefused extends UnknownOutcome {
  override readonly name = 'KeyRefused'
}

/**
 * `customer_reference` is our customer's id. A processor never answers twice differently for one idempotency key, but
 * for what has happened to the payment meanwhile.
 */
export interface PaymentProcessor {
  /** Verifies and attaches the card behind a confirmation token. Null: no such token. */
  setUp(input: { customer_reference: string; confirmation_token_id: string }): Promise<SetupOutcome | null>
  /** Where a setup stands after the customer came back from 3-D Secure. Null: unknown, or another customer's. */
  getSetup(input: { customer_reference: string; setup_intent_id: string }): Promise<SetupOutcome | null>
  /** The card behind a confirmation token, by the token's id until a setup or a payment puts it on record. Null: no such token. */
  getTyped(input: { customer_reference: string; confirmation_token_id: string }): Promise<Card | null>
  /** @throws UnknownOutcome */
  charge(input: {
    idempotency_key: string
    customer_reference: string
    /** Of a typed card it is the token's: then one answer at the bank is for the payment and for keeping the card. */
    processor_id: string
    amount: number
    currency: string
    /** Whether the customer is there to answer 3-D Secure; without them a card that asks for it fails. */
    on_session: boolean
  }): Promise<PaymentOutcome>
  /** Null: this key never arrived. @throws UnknownOutcome */
  getPayment(input: { idempotency_key: string }): Promise<PaymentOutcome | null>
  /** By its own id. Null: no such payment. @throws UnknownOutcome */
  lookUp(input: { payment_id: string }): Promise<PaymentRecord | null>
  /** Gives up a payment that waits for 3-D Secure; one that meanwhile succeeded stays a success. */
  cancel(input: { idempotency_key: string }): Promise<PaymentOutcome | null>
  /** Gives back a part of a successful payment, or all of it; asked twice, once. @throws UnknownOutcome */
  refund(input: {
    idempotency_key: string
    /** The payment's own idempotency key. */
    payment_key: string
    amount: number
  }): Promise<RefundOutcome>
  /** A card as it is now: networks renew numbers and dates. Null: no such card. @throws UnknownOutcome */
  getCard(input: { processor_id: string }): Promise<Card | null>
  /** Forgets the card; one that is already gone is no error. */
  detach(input: { customer_reference: string; processor_id: string }): Promise<void>
}
