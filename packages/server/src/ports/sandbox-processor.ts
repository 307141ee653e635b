import { sql, type Kysely } from 'kysely'
import type { Clock } from './clock.ts'
import type { Ids } from './ids.ts'
import type { PaymentProcessor, ProcessorEvent, SetupOutcome } from './payment-processor.ts'
import {
  testCards,
  type Behaviour,
  type Books,
  type LedgerEntry,
  type Tell,
} from './sandbox-processor/books.ts'
import { answerOf, answerToTyped, openPayments, outcomeOf } from './sandbox-processor/payments.ts'

export interface CardEntry {
  number: string
  exp_month: number
  exp_year: number
}

export interface SandboxProcessor extends PaymentProcessor {
  /** What the card page makes of a typed card. Null: not one of the test cards. */
  createConfirmationToken(entry: CardEntry): Promise<{ id: string } | null>
  /** The customer's answer on the 3-D Secure page. */
  authenticate(input: {
    client_secret: string
    approve: boolean
  }): Promise<{ kind: 'setup' | 'payment'; id: string } | null>
  /** Lets the next charge fail, whatever the card; null lets it be as the card says. */
  failNextCharge(decline_code: string | null): Promise<void>
  /** How the next charge will fail, where that was asked for. */
  nextFailure(): Promise<string | null>
  /** Every payment that ever reached the processor, oldest first. */
  ledger(): Promise<LedgerEntry[]>
  /** Somebody of the seller gives money back at the processor itself. Null: no such payment. */
  refundByHand(input: { payment_id: string; amount: number }): Promise<{ refund_id: string } | null>
  /** The cardholder's bank takes a payment up, and decides it. */
  openDispute(input: { payment_id: string; reason: string }): Promise<void>
  closeDispute(input: { payment_id: string; won: boolean }): Promise<void>
  /** The card's network gives it another number and date. */
  renewCard(input: {
    processor_id: string
    last4: string
    exp_month: number
    exp_year: number
  }): Promise<void>
  /** All that it has told by itself, oldest first. */
  told(): Promise<ProcessorEvent[]>
}

/** A processor that plays with test cards and keeps books of its own, as a real one would. */
export function openSandboxProcessor({
  db,
  clock,
  ids,
  tell = async () => {},
}: {
  db: unknown
  clock: Clock
  ids: Ids
  /** Hears what it tells by itself. One that does not listen has missed it, and finds it out by asking. */
  tell?: Tell
}): SandboxProcessor {
  const books = db as Kysely<Books>
  const newId = (prefix: string) => `${prefix}_${Buffer.from(ids.bytes(18)).toString('base64url')}`

  async function tokenOf(id: string) {
    return books
      .selectFrom('sandbox_processor.confirmation_tokens')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
  }

  async function attach(customer_reference: string, confirmation_token_id: string): Promise<SetupOutcome> {
    const token = (await tokenOf(confirmation_token_id))!
    const { id } = await books
      .insertInto('sandbox_processor.cards')
      .values({
        id: newId('pm'),
        created_at: clock.now(),
        customer_reference,
        confirmation_token_id,
        card: token.card,
        detached_at: null,
        forgotten_at: null,
      })
      .onConflict((on) =>
        on
          .columns(['customer_reference', 'confirmation_token_id'])
          .doUpdateSet({ detached_at: null, forgotten_at: null }),
      )
      .returning('id')
      .executeTakeFirstOrThrow()
    const { brand, last4, exp_month, exp_year } = token
    return { status: 'succeeded', card: { processor_id: id, brand, last4, exp_month, exp_year } }
  }

  /** Known to the processor with its first charge, and the customer's when one succeeds. */
  async function cardOfToken(customer_reference: string, confirmation_token_id: string) {
    const token = (await tokenOf(confirmation_token_id))!
    const created_at = clock.now()
    return books
      .insertInto('sandbox_processor.cards')
      .values({
        id: newId('pm'),
        created_at,
        customer_reference,
        confirmation_token_id,
        card: token.card,
        detached_at: created_at,
        forgotten_at: null,
      })
      .onConflict((on) =>
        on.columns(['customer_reference', 'confirmation_token_id']).doUpdateSet({ customer_reference }),
      )
      .returningAll()
      .executeTakeFirstOrThrow()
  }

  const payments = openPayments(books, clock, newId)

  async function announce(type: string, data: ProcessorEvent['data']): Promise<void> {
    const event = { id: newId('evt'), type, data }
    await books
      .insertInto('sandbox_processor.events')
      .values({ ...event, created_at: clock.now(), data: JSON.stringify(data) })
      .execute()
    await tell(event)
  }

  async function announcePayment(type: string, payment_id: string): Promise<void> {
    const { amount, currency } = (await payments.paymentBy('id', payment_id))!
    await announce(type, { payment_id, amount, currency })
  }

  return {
    async createConfirmationToken({ number, exp_month, exp_year }) {
      const digits = number.replace(/[\s-]/g, '')
      const known = (testCards as Record<string, { card: Behaviour; brand: string }>)[digits]
      if (!known) return null
      const id = newId('ctoken')
      await books
        .insertInto('sandbox_processor.confirmation_tokens')
        .values({ id, created_at: clock.now(), ...known, last4: digits.slice(-4), exp_month, exp_year })
        .execute()
      return { id }
    },

    async setUp({ customer_reference, confirmation_token_id }) {
      const token = await tokenOf(confirmation_token_id)
      if (!token) return null
      if (token.card === 'declined_when_added') return { status: 'failed', decline_code: 'card_declined' }
      if (token.card !== 'asks_when_added' && token.card !== 'asks_always')
        return attach(customer_reference, confirmation_token_id)
      const intent = await books
        .insertInto('sandbox_processor.setup_intents')
        .values({
          id: newId('seti'),
          created_at: clock.now(),
          customer_reference,
          confirmation_token_id,
          client_secret: newId('seti_secret'),
          status: 'requires_action',
        })
        .onConflict((on) =>
          on.columns(['customer_reference', 'confirmation_token_id']).doUpdateSet({ customer_reference }),
        )
        .returningAll()
        .executeTakeFirstOrThrow()
      if (intent.status === 'succeeded') return attach(customer_reference, confirmation_token_id)
      if (intent.status === 'failed') return { status: 'failed', decline_code: 'authentication_failed' }
      return { status: 'requires_action', setup_intent_id: intent.id, client_secret: intent.client_secret }
    },

    async getSetup({ customer_reference, setup_intent_id }) {
      const intent = await books
        .selectFrom('sandbox_processor.setup_intents')
        .selectAll()
        .where('id', '=', setup_intent_id)
        .where('customer_reference', '=', customer_reference)
        .executeTakeFirst()
      if (!intent) return null
      if (intent.status === 'succeeded') return attach(customer_reference, intent.confirmation_token_id)
      if (intent.status === 'failed') return { status: 'failed', decline_code: 'authentication_failed' }
      return { status: 'requires_action', setup_intent_id: intent.id, client_secret: intent.client_secret }
    },

    async getTyped({ customer_reference, confirmation_token_id }) {
      const token = await tokenOf(confirmation_token_id)
      if (!token) return null
      const { brand, last4, exp_month, exp_year } = token
      const attached = await books
        .selectFrom('sandbox_processor.cards')
        .select('id')
        .where('customer_reference', '=', customer_reference)
        .where('confirmation_token_id', '=', confirmation_token_id)
        .where('detached_at', 'is', null)
        .executeTakeFirst()
      return { processor_id: attached?.id ?? confirmation_token_id, brand, last4, exp_month, exp_year }
    },

    async charge({ idempotency_key, customer_reference, processor_id, amount, currency, on_session }) {
      const isTyped = processor_id.startsWith('ctoken_')
      const card = isTyped
        ? await cardOfToken(customer_reference, processor_id)
        : await books
            .selectFrom('sandbox_processor.cards')
            .selectAll()
            .where('id', '=', processor_id)
            .where('customer_reference', '=', customer_reference)
            .executeTakeFirstOrThrow()
      const { status, decline_code } = isTyped
        ? answerToTyped(card.card, on_session)
        : answerOf(card.detached_at ? 'fails_when_charged' : card.card, on_session)
      // Whoever asks again with the same key hears the first answer, and uses up no failure that was set since.
      await books
        .with('failure', (db) =>
          db
            .deleteFrom('sandbox_processor.next_outcome')
            .where(({ not, exists, selectFrom }) =>
              not(
                exists(
                  selectFrom('sandbox_processor.payments')
                    .select('id')
                    .where('idempotency_key', '=', idempotency_key),
                ),
              ),
            )
            .returning('decline_code'),
        )
        .insertInto('sandbox_processor.payments')
        .values(({ selectFrom, fn }) => ({
          id: newId('py'),
          created_at: clock.now(),
          idempotency_key,
          customer_reference,
          card_id: card.id,
          amount,
          currency,
          client_secret: newId('py_secret'),
          status: fn.coalesce(
            selectFrom('failure').select(sql.lit('failed' as const).as('status')),
            sql.val(status),
          ),
          decline_code: fn.coalesce(selectFrom('failure').select('decline_code'), sql.val(decline_code)),
        }))
        .onConflict((on) => on.column('idempotency_key').doNothing())
        .execute()
      const payment = (await payments.paymentBy('idempotency_key', idempotency_key))!
      if (payment.amount !== amount || payment.currency !== currency || payment.card_id !== card.id) {
        throw new Error(`The idempotency key ${idempotency_key} was used for another payment`)
      }
      if (!isTyped) return outcomeOf(payment)
      if (payment.status === 'succeeded') await payments.attachPaid(card.id)
      return payments.fullOutcomeOf(payment)
    },

    async getPayment({ idempotency_key }) {
      const payment = await payments.paymentBy('idempotency_key', idempotency_key)
      return payment ? payments.fullOutcomeOf(payment) : null
    },

    async cancel({ idempotency_key }) {
      await books
        .updateTable('sandbox_processor.payments')
        .set({ status: 'failed', decline_code: 'canceled' })
        .where('idempotency_key', '=', idempotency_key)
        .where('status', '=', 'requires_action')
        .execute()
      const payment = await payments.paymentBy('idempotency_key', idempotency_key)
      return payment ? payments.fullOutcomeOf(payment) : null
    },

    lookUp: ({ payment_id }) => payments.lookUp(payment_id),

    async refund({ idempotency_key, payment_key, amount }) {
      const payment = await payments.paymentBy('idempotency_key', payment_key)
      if (!payment) throw new Error(`No payment was made under the key ${payment_key}`)
      return (await payments.refund(payment.id, idempotency_key, amount))!
    },

    getCard: ({ processor_id }) => payments.cardBy(processor_id),

    async detach({ customer_reference, processor_id }) {
      await books
        .updateTable('sandbox_processor.cards')
        .set({ detached_at: clock.now(), forgotten_at: clock.now() })
        .where('id', '=', processor_id)
        .where('customer_reference', '=', customer_reference)
        .execute()
    },

    async authenticate({ client_secret, approve }) {
      const status = approve ? ('succeeded' as const) : ('failed' as const)
      const setup = await books
        .updateTable('sandbox_processor.setup_intents')
        .set({ status: sql`CASE WHEN status = 'requires_action' THEN ${status} ELSE status END` })
        .where('client_secret', '=', client_secret)
        .returning('id')
        .executeTakeFirst()
      if (setup) return { kind: 'setup', id: setup.id }
      const payment = await books
        .updateTable('sandbox_processor.payments')
        .set({
          decline_code: sql`CASE WHEN status = 'requires_action' AND ${status} = 'failed' THEN 'authentication_failed' ELSE decline_code END`,
          status: sql`CASE WHEN status = 'requires_action' THEN ${status} ELSE status END`,
        })
        .where('client_secret', '=', client_secret)
        .returning(['id', 'card_id'])
        .executeTakeFirst()
      if (!payment) return null
      if (approve) await payments.attachPaid(payment.card_id)
      await announcePayment(approve ? 'payment.succeeded' : 'payment.failed', payment.id)
      return { kind: 'payment', id: payment.id }
    },

    async failNextCharge(decline_code) {
      if (decline_code === null) {
        await books.deleteFrom('sandbox_processor.next_outcome').execute()
        return
      }
      await books
        .insertInto('sandbox_processor.next_outcome')
        .values({ decline_code })
        .onConflict((on) => on.column('id').doUpdateSet({ decline_code }))
        .execute()
    },

    async nextFailure() {
      const next = await books
        .selectFrom('sandbox_processor.next_outcome')
        .select('decline_code')
        .executeTakeFirst()
      return next?.decline_code ?? null
    },

    ledger: payments.ledger,

    async refundByHand({ payment_id, amount }) {
      const refund = await payments.refund(payment_id, null, amount)
      if (refund) await announcePayment('refund.created', payment_id)
      return refund
    },

    async openDispute({ payment_id, reason }) {
      const dispute = { id: newId('dp'), created_at: clock.now(), payment_id, reason }
      await books
        .insertInto('sandbox_processor.disputes')
        .values({ ...dispute, status: 'needs_response' })
        .execute()
      await announcePayment('dispute.created', payment_id)
    },

    async closeDispute({ payment_id, won }) {
      await books
        .updateTable('sandbox_processor.disputes')
        .set({ status: won ? 'won' : 'lost' })
        .where('payment_id', '=', payment_id)
        .where('status', 'not in', ['won', 'lost'])
        .execute()
      await announcePayment('dispute.closed', payment_id)
    },

    async renewCard({ processor_id, ...renewed }) {
      await books
        .updateTable('sandbox_processor.confirmation_tokens as token')
        .from('sandbox_processor.cards as card')
        .set(renewed)
        .whereRef('card.confirmation_token_id', '=', 'token.id')
        .where('card.id', '=', processor_id)
        .execute()
      await announce('card.updated', { card_id: processor_id })
    },

    async told() {
      const events = await books
        .selectFrom('sandbox_processor.events')
        .selectAll()
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return events.map(({ id, type, data }) => ({ id, type, data: data as ProcessorEvent['data'] }))
    },
  }
}
