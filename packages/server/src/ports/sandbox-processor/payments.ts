import type { Kysely } from 'kysely'
import type { Clock } from '../clock.ts'
import type { Card, PaymentOutcome, PaymentRecord, RefundOutcome } from '../payment-processor.ts'
import {
  daysAtTheBank,
  type Behaviour,
  type Books,
  type LedgerEntry,
  type PaymentRow,
  type RefundRow,
} from './books.ts'

const dayMs = 86_400_000

/** What the bank says to a charge at once. */
export function answerOf(card: Behaviour, on_session: boolean): Pick<PaymentRow, 'status' | 'decline_code'> {
  if (card === 'fails_when_charged') return { status: 'failed', decline_code: 'card_declined' }
  if (card === 'insufficient_funds') return { status: 'failed', decline_code: 'insufficient_funds' }
  if (card === 'reported_lost') return { status: 'failed', decline_code: 'lost_card' }
  if (card === 'takes_days' || card === 'takes_days_and_fails')
    return { status: 'processing', decline_code: null }
  if (card === 'asks_always' && on_session) return { status: 'requires_action', decline_code: null }
  if (card === 'asks_always') return { status: 'failed', decline_code: 'authentication_required' }
  return { status: 'succeeded', decline_code: null }
}

/** A typed card is put on record by its payment, so its bank also asks about that. */
export function answerToTyped(card: Behaviour, on_session: boolean): ReturnType<typeof answerOf> {
  if (card === 'declined_when_added') return { status: 'failed', decline_code: 'card_declined' }
  return answerOf(card === 'asks_when_added' ? 'asks_always' : card, on_session)
}

export function outcomeOf({ id, status, client_secret, decline_code, ...row }: PaymentRow): PaymentOutcome {
  const charged = { payment_id: id, amount: row.amount, currency: row.currency }
  if (status === 'requires_action') return { ...charged, status, client_secret }
  if (status === 'failed') return { ...charged, status, decline_code: decline_code ?? 'card_declined' }
  return { ...charged, status }
}

/** What was charged, and what became of it since: days at the bank, refunds, a dispute. */
export function openPayments(books: Kysely<Books>, clock: Clock, newId: (prefix: string) => string) {
  const atTheBankBefore = () => new Date(clock.now().getTime() - daysAtTheBank * dayMs)

  /** What the bank has taken its days over is answered by now. */
  async function answerSlowPayments(): Promise<void> {
    const answered = await books
      .updateTable('sandbox_processor.payments')
      .from('sandbox_processor.cards')
      .set(({ eb }) => {
        const fails = eb('sandbox_processor.cards.card', '=', 'takes_days_and_fails')
        return {
          status: eb
            .case()
            .when(fails)
            .then('failed' as const)
            .else('succeeded' as const)
            .end(),
          decline_code: eb.case().when(fails).then('insufficient_funds').else(null).end(),
        }
      })
      .whereRef('sandbox_processor.cards.id', '=', 'sandbox_processor.payments.card_id')
      .where('sandbox_processor.payments.status', '=', 'processing')
      .where('sandbox_processor.payments.created_at', '<=', atTheBankBefore())
      .returning(['sandbox_processor.payments.status', 'card_id'])
      .execute()
    for (const { status, card_id } of answered) if (status === 'succeeded') await attachPaid(card_id)
  }

  /** A card that has paid is the customer's, but for one that was removed meanwhile. */
  async function attachPaid(card_id: string): Promise<void> {
    await books
      .updateTable('sandbox_processor.cards')
      .set({ detached_at: null })
      .where('id', '=', card_id)
      .where('forgotten_at', 'is', null)
      .execute()
  }

  async function cardBy(id: string): Promise<Card | null> {
    const card = await books
      .selectFrom('sandbox_processor.cards')
      .innerJoin(
        'sandbox_processor.confirmation_tokens as token',
        'token.id',
        'sandbox_processor.cards.confirmation_token_id',
      )
      .select(['token.brand', 'token.last4', 'token.exp_month', 'token.exp_year'])
      .where('sandbox_processor.cards.id', '=', id)
      .executeTakeFirst()
    return card ? { processor_id: id, ...card } : null
  }

  /** With the card that paid. */
  async function fullOutcomeOf(payment: PaymentRow): Promise<PaymentOutcome> {
    const outcome = outcomeOf(payment)
    return outcome.status === 'succeeded' ? { ...outcome, card: (await cardBy(payment.card_id))! } : outcome
  }

  async function answerSlowRefunds(): Promise<void> {
    await books
      .updateTable('sandbox_processor.refunds')
      .from('sandbox_processor.payments')
      .from('sandbox_processor.cards')
      .set(({ eb }) => ({
        status: eb
          .case()
          .when('sandbox_processor.cards.card', '=', 'refund_fails')
          .then('failed' as const)
          .else('succeeded' as const)
          .end(),
      }))
      .whereRef('sandbox_processor.payments.id', '=', 'sandbox_processor.refunds.payment_id')
      .whereRef('sandbox_processor.cards.id', '=', 'sandbox_processor.payments.card_id')
      .where('sandbox_processor.refunds.status', '=', 'pending')
      .where('sandbox_processor.refunds.created_at', '<=', atTheBankBefore())
      .execute()
  }

  async function paymentBy(column: 'idempotency_key' | 'id', value: string): Promise<PaymentRow | undefined> {
    const find = () =>
      books.selectFrom('sandbox_processor.payments').selectAll().where(column, '=', value).executeTakeFirst()
    const payment = await find()
    if (payment?.status !== 'processing') return payment
    await answerSlowPayments()
    return find()
  }

  async function refundsOf(payment_id: string): Promise<RefundRow[]> {
    await answerSlowRefunds()
    return books
      .selectFrom('sandbox_processor.refunds')
      .selectAll()
      .where('payment_id', '=', payment_id)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
  }

  return {
    paymentBy,
    attachPaid,
    cardBy,
    fullOutcomeOf,

    async lookUp(payment_id: string): Promise<PaymentRecord | null> {
      const payment = await paymentBy('id', payment_id)
      if (!payment) return null
      const dispute = await books
        .selectFrom('sandbox_processor.disputes')
        .selectAll()
        .where('payment_id', '=', payment_id)
        .executeTakeFirst()
      return {
        idempotency_key: payment.idempotency_key,
        outcome: await fullOutcomeOf(payment),
        refunds: (await refundsOf(payment_id)).map(({ id, idempotency_key, amount, status }) => ({
          refund_id: id,
          idempotency_key,
          amount,
          status,
        })),
        dispute: dispute
          ? {
              dispute_id: dispute.id,
              status: dispute.status,
              reason: dispute.reason,
              amount: payment.amount,
            }
          : null,
      }
    },

    /** By our key or, without one, by hand. What is more than is left is refused. */
    async refund(
      payment_id: string,
      idempotency_key: string | null,
      amount: number,
    ): Promise<RefundOutcome | null> {
      const refund = await books.transaction().execute(async (tx) => {
        const payment = await tx
          .selectFrom('sandbox_processor.payments')
          .selectAll()
          .where('id', '=', payment_id)
          .forUpdate()
          .executeTakeFirst()
        if (!payment) return null
        const refunds = await tx
          .selectFrom('sandbox_processor.refunds')
          .selectAll()
          .where('payment_id', '=', payment_id)
          .execute()
        const known = refunds.find((one) => idempotency_key && one.idempotency_key === idempotency_key)
        if (known && known.amount !== amount)
          throw new Error(`The idempotency key ${idempotency_key} was used for another refund`)
        if (known) return known
        const left = payment.amount - sumOf(refunds)
        const { card } = await tx
          .selectFrom('sandbox_processor.cards')
          .select('card')
          .where('id', '=', payment.card_id)
          .executeTakeFirstOrThrow()
        return tx
          .insertInto('sandbox_processor.refunds')
          .values({
            id: newId('re'),
            created_at: clock.now(),
            idempotency_key,
            payment_id,
            amount,
            status: payment.status === 'succeeded' && amount <= left ? refundStatus(card) : 'failed',
          })
          .returningAll()
          .executeTakeFirstOrThrow()
      })
      if (!refund) return null
      const now = (await refundsOf(payment_id)).find(({ id }) => id === refund.id)!
      return { status: now.status, refund_id: now.id }
    },

    async ledger(): Promise<LedgerEntry[]> {
      await answerSlowPayments()
      await answerSlowRefunds()
      const [payments, refunds, disputes] = await Promise.all([
        books
          .selectFrom('sandbox_processor.payments')
          .selectAll()
          .orderBy('created_at')
          .orderBy('id')
          .execute(),
        books.selectFrom('sandbox_processor.refunds').selectAll().execute(),
        books.selectFrom('sandbox_processor.disputes').selectAll().execute(),
      ])
      return payments.map((payment) => {
        const own = refunds.filter((one) => one.payment_id === payment.id && one.status !== 'failed')
        const refunded_amount = sumOf(own)
        const last = Math.max(...own.map(({ created_at }) => created_at.getTime()))
        return {
          ...payment,
          refunded_amount,
          refunded_at: refunded_amount === payment.amount ? new Date(last) : null,
          is_lost: disputes.some((one) => one.payment_id === payment.id && one.status === 'lost'),
        }
      })
    },
  }
}

function refundStatus(card: Behaviour): RefundOutcome['status'] {
  return card === 'refund_takes_days' || card === 'refund_fails' ? 'pending' : 'succeeded'
}

function sumOf(refunds: RefundRow[]): number {
  return refunds.filter(({ status }) => status !== 'failed').reduce((sum, { amount }) => sum + amount, 0)
}
