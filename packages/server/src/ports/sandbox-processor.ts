import { sql, type Kysely } from 'kysely'
import type { Clock } from './clock.ts'
import type { Ids } from './ids.ts'
import type { Card, PaymentOutcome, PaymentProcessor, SetupOutcome } from './payment-processor.ts'

/** How each test card behaves; numbers themselves are never stored. */
const testCards = {
  '4242424242424242': { card: 'works', brand: 'visa' },
  '4000000000000002': { card: 'declined_when_added', brand: 'visa' },
  '4000000000000341': { card: 'fails_when_charged', brand: 'visa' },
  '4000000000009995': { card: 'insufficient_funds', brand: 'visa' },
  '4000002500003155': { card: 'asks_when_added', brand: 'visa' },
  '4000002760003184': { card: 'asks_always', brand: 'visa' },
} as const
type Behaviour = (typeof testCards)[keyof typeof testCards]['card']

export interface CardEntry {
  number: string
  exp_month: number
  exp_year: number
}

interface Books {
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
    detached_at: Date | null
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
    refunded_at: Date | null
  }
}
type PaymentRow = Books['sandbox_processor.payments']

export interface SandboxProcessor extends PaymentProcessor {
  /** What the card page makes of a typed card. Null: not one of the test cards. */
  createConfirmationToken(entry: CardEntry): Promise<{ id: string } | null>
  /** The customer's answer on the 3-D Secure page. */
  authenticate(input: {
    client_secret: string
    approve: boolean
  }): Promise<{ kind: 'setup' | 'payment'; id: string } | null>
  /** Every payment that ever reached the processor, oldest first. */
  ledger(): Promise<PaymentRow[]>
}

/** A processor that plays with test cards and keeps books of its own, as a real one would. */
export function openSandboxProcessor({
  db,
  clock,
  ids,
}: {
  db: unknown
  clock: Clock
  ids: Ids
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
      })
      .onConflict((on) =>
        on.columns(['customer_reference', 'confirmation_token_id']).doUpdateSet({ detached_at: null }),
      )
      .returning('id')
      .executeTakeFirstOrThrow()
    const { brand, last4, exp_month, exp_year } = token
    return { status: 'succeeded', card: { processor_id: id, brand, last4, exp_month, exp_year } }
  }

  async function paymentOf(idempotency_key: string) {
    return books
      .selectFrom('sandbox_processor.payments')
      .selectAll()
      .where('idempotency_key', '=', idempotency_key)
      .executeTakeFirst()
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

    async charge({ idempotency_key, customer_reference, processor_id, amount, currency, on_session }) {
      const card = await books
        .selectFrom('sandbox_processor.cards')
        .selectAll()
        .where('id', '=', processor_id)
        .where('customer_reference', '=', customer_reference)
        .executeTakeFirstOrThrow()
      const { status, decline_code } = answerOf(
        card.detached_at ? 'fails_when_charged' : card.card,
        on_session,
      )
      await books
        .insertInto('sandbox_processor.payments')
        .values({
          id: newId('py'),
          created_at: clock.now(),
          idempotency_key,
          customer_reference,
          card_id: processor_id,
          amount,
          currency,
          client_secret: newId('py_secret'),
          status,
          decline_code,
          refunded_at: null,
        })
        .onConflict((on) => on.column('idempotency_key').doNothing())
        .execute()
      const payment = (await paymentOf(idempotency_key))!
      if (payment.amount !== amount || payment.currency !== currency || payment.card_id !== processor_id) {
        throw new Error(`The idempotency key ${idempotency_key} was used for another payment`)
      }
      return outcomeOf(payment)
    },

    async getPayment({ idempotency_key }) {
      const payment = await paymentOf(idempotency_key)
      return payment ? outcomeOf(payment) : null
    },

    async cancel({ idempotency_key }) {
      await books
        .updateTable('sandbox_processor.payments')
        .set({ status: 'failed', decline_code: 'canceled' })
        .where('idempotency_key', '=', idempotency_key)
        .where('status', '=', 'requires_action')
        .execute()
      const payment = await paymentOf(idempotency_key)
      return payment ? outcomeOf(payment) : null
    },

    async refund({ idempotency_key }) {
      await books
        .updateTable('sandbox_processor.payments')
        .set({ refunded_at: clock.now() })
        .where('idempotency_key', '=', idempotency_key)
        .where('status', '=', 'succeeded')
        .where('refunded_at', 'is', null)
        .execute()
    },

    async detach({ customer_reference, processor_id }) {
      await books
        .updateTable('sandbox_processor.cards')
        .set({ detached_at: clock.now() })
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
        .returning('id')
        .executeTakeFirst()
      return payment ? { kind: 'payment', id: payment.id } : null
    },

    async ledger() {
      return books
        .selectFrom('sandbox_processor.payments')
        .selectAll()
        .orderBy('created_at')
        .orderBy('id')
        .execute()
    },
  }
}

function answerOf(card: Behaviour, on_session: boolean): Pick<PaymentRow, 'status' | 'decline_code'> {
  if (card === 'fails_when_charged') return { status: 'failed', decline_code: 'card_declined' }
  if (card === 'insufficient_funds') return { status: 'failed', decline_code: 'insufficient_funds' }
  if (card === 'asks_always' && on_session) return { status: 'requires_action', decline_code: null }
  if (card === 'asks_always') return { status: 'failed', decline_code: 'authentication_required' }
  return { status: 'succeeded', decline_code: null }
}

function outcomeOf({ id, status, client_secret, decline_code }: PaymentRow): PaymentOutcome {
  if (status === 'succeeded') return { status, payment_id: id }
  if (status === 'requires_action') return { status, payment_id: id, client_secret }
  return { status, payment_id: id, decline_code: decline_code ?? 'card_declined' }
}
