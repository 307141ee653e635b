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

export type PaymentOutcome =
  | { status: 'succeeded'; payment_id: string }
  | { status: 'requires_action'; payment_id: string; client_secret: string }
  | { status: 'failed'; payment_id: string; decline_code: string }

/** No answer, or none that can be trusted: whether money moved is unknown. Ask again with the same key. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome'
}

/** `customer_reference` is our customer's id. A processor never answers twice differently for one idempotency key. */
export interface PaymentProcessor {
  /** Verifies and attaches the card behind a confirmation token. Null: no such token. */
  setUp(input: { customer_reference: string; confirmation_token_id: string }): Promise<SetupOutcome | null>
  /** Where a setup stands after the customer came back from 3-D Secure. Null: unknown, or another customer's. */
  getSetup(input: { customer_reference: string; setup_intent_id: string }): Promise<SetupOutcome | null>
  /** @throws UnknownOutcome */
  charge(input: {
    idempotency_key: string
    customer_reference: string
    processor_id: string
    amount: number
    currency: string
    /** Whether the customer is there to answer 3-D Secure; without them a card that asks for it fails. */
    on_session: boolean
  }): Promise<PaymentOutcome>
  /** Null: this key never arrived. @throws UnknownOutcome */
  getPayment(input: { idempotency_key: string }): Promise<PaymentOutcome | null>
  /** Gives up a payment that waits for 3-D Secure; one that meanwhile succeeded stays a success. */
  cancel(input: { idempotency_key: string }): Promise<PaymentOutcome | null>
  /** Gives the whole of a successful payment back; asked twice, once. @throws UnknownOutcome */
  refund(input: { idempotency_key: string }): Promise<void>
  /** Forgets the card; one that is already gone is no error. */
  detach(input: { customer_reference: string; processor_id: string }): Promise<void>
}
