import { sql } from 'kysely'
import {
  duesOfAttempt,
  duesOfCard,
  duesOfCheckout,
  duesOfOrder,
  duesOfProcessorEvent,
  duesOfRefund,
  duesOfRevocation,
  duesOfSubscription,
  duesOfWebhookEvent,
  type DueKind,
  type Dues,
} from '../../billing/due-work.ts'
import { expiryOf, reminderOf } from '../../billing/reminders.ts'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import { notedReminders } from '../reminders/note.ts'

/** What falls due of a row, as its state says. */
export interface DueState {
  id: string
  dues: Dues
}

type Read = (db: Database | Tx, ids: readonly string[], lock: boolean) => Promise<DueState[]>

/** By the kind of work, from the rows that it follows from; locked, what is written from it holds. */
export const readDues: Record<DueKind, Read> = {
  period_end: duesOfSubscriptions,
  resumption: duesOfSubscriptions,

  async revocation(db, ids, lock) {
    if (lock) await subscriptionsOf(db, ids, lock)
    return duesOfRevocations(db, ids)
  },

  async reminder(db, ids, lock) {
    const reminders = (await subscriptionsOf(db, ids, lock)).map((one) => [one.id, reminderOf(one)] as const)
    return withoutNoted(db, 'reminder', reminders)
  },

  async card_expiry(db, ids, lock) {
    const cards = await cardsOf(db, ids, lock)
    const expiries = cards.map((card) => [card.id, expiryOf(card)] as const)
    return withoutNoted(db, 'card_expiry', expiries)
  },

  async card_removal(db, ids, lock) {
    const cards = await cardsOf(db, ids, lock)
    return cards.map((card) => ({ id: card.id, dues: duesOfCard(card) }))
  },

  async payment_retry(db, ids, lock) {
    const orders = await db
      .selectFrom('orders')
      .selectAll()
      .where('id', 'in', ids)
      .orderBy('id')
      .$if(lock, (query) => query.forUpdate())
      .execute()
    return orders.map((order) => ({ id: order.id, dues: duesOfOrder(order) }))
  },

  async attempt(db, ids, lock) {
    const attempts = await db
      .selectFrom('payment_attempts')
      .select('order_id')
      .where('id', 'in', ids)
      .execute()
    const orders = attempts.map(({ order_id }) => order_id)
    const states = await duesOfAttemptsFor(db, orders, lock)
    return states.filter(({ id }) => ids.includes(id))
  },

  async refund(db, ids, lock) {
    const refunds = await db
      .selectFrom('refunds')
      .selectAll()
      .where('id', 'in', ids)
      .orderBy('id')
      .$if(lock, (query) => query.forUpdate())
      .execute()
    return refunds.map((refund) => ({ id: refund.id, dues: duesOfRefund(refund) }))
  },

  async processor_event(db, ids, lock) {
    const events = await db
      .selectFrom('processor_events')
      .selectAll()
      .where('id', 'in', ids)
      .orderBy('id')
      .$if(lock, (query) => query.forUpdate())
      .execute()
    return events.map((event) => ({ id: event.id, dues: duesOfProcessorEvent(event) }))
  },

  async checkout(db, ids, lock) {
    const checkouts = await db
      .selectFrom('checkouts')
      .selectAll()
      .where('id', 'in', ids)
      .orderBy('id')
      .$if(lock, (query) => query.forUpdate())
      .execute()
    return duesOfCheckouts(db, checkouts)
  },

  async webhook(db, ids, lock) {
    const events = await db
      .selectFrom('webhook_events')
      .select(['id', 'next_attempt_at'])
      .where('id', 'in', ids)
      .orderBy('id')
      .$if(lock, (query) => query.forUpdate())
      .execute()
    return events.map((event) => ({ id: event.id, dues: duesOfWebhookEvent(event) }))
  },
}

async function duesOfSubscriptions(
  db: Database | Tx,
  ids: readonly string[],
  lock: boolean,
): Promise<DueState[]> {
  const subscriptions = await subscriptionsOf(db, ids, lock)
  return subscriptions.map((one) => ({ id: one.id, dues: duesOfSubscription(one) }))
}

async function subscriptionsOf(db: Database | Tx, ids: readonly string[], lock: boolean) {
  return db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .$if(lock, (query) => query.forUpdate())
    .execute()
}

async function cardsOf(db: Database | Tx, ids: readonly string[], lock: boolean) {
  return (
    db
      .selectFrom('payment_methods')
      .selectAll()
      .where('id', 'in', ids)
      .orderBy('id')
      // Payments name their card, and may go on naming it meanwhile.
      .$if(lock, (query) => query.forNoKeyUpdate())
      .execute()
  )
}

/** As long as there is anything to take; of the others that nothing is. */
export async function duesOfRevocations(db: Database | Tx, ids: readonly string[]): Promise<DueState[]> {
  const { rows } = await sql<{ id: string; past_due_at: Date; grace_days: number }>`
    SELECT subscriptions.id, past_due_at, grace_days
    FROM subscriptions JOIN organizations ON organizations.id = subscriptions.organization_id
    WHERE subscriptions.id = ANY (${ids}::uuid[]) AND status = 'past_due' AND EXISTS (
      SELECT FROM benefit_grants WHERE subscription_id = subscriptions.id AND granted_at IS NOT NULL)
  `.execute(db)
  const dated = new Map(rows.map(({ id, ...row }) => [id, duesOfRevocation(row)]))
  return ids.map((id) => ({ id, dues: dated.get(id) ?? { revocation: null } }))
}

/** What was announced already is due no more. */
async function withoutNoted(
  db: Database | Tx,
  kind: 'reminder' | 'card_expiry',
  all: readonly (readonly [id: string, { key: string; at: Date } | null])[],
): Promise<DueState[]> {
  const noted = await notedReminders(
    db,
    all.flatMap(([, reminder]) => reminder?.key ?? []),
  )
  return all.map(([id, reminder]) => ({
    id,
    dues: { [kind]: reminder && !noted.has(reminder.key) ? reminder.at : null },
  }))
}

/** Of all attempts to pay these orders. */
export async function duesOfAttemptsFor(
  db: Database | Tx,
  order_ids: readonly string[],
  lock = false,
): Promise<DueState[]> {
  if (order_ids.length === 0) return []
  const orders = await db
    .selectFrom('orders')
    .select(['id', 'status'])
    .where('id', 'in', order_ids)
    .orderBy('id')
    .$if(lock, (query) => query.forUpdate())
    .execute()
  const attempts = await db
    .selectFrom('payment_attempts')
    .selectAll()
    .where('order_id', 'in', order_ids)
    .orderBy('id')
    .execute()
  const byId = new Map(orders.map((order) => [order.id, order]))
  return attempts.map((one) => ({ id: one.id, dues: duesOfAttempt(one, byId.get(one.order_id)!) }))
}

export async function duesOfCheckouts(
  db: Database | Tx,
  checkouts: readonly CheckoutRow[],
): Promise<DueState[]> {
  const ids = checkouts.flatMap(({ order_id }) => order_id ?? [])
  const orders =
    ids.length === 0 ? [] : await db.selectFrom('orders').selectAll().where('id', 'in', ids).execute()
  const byId = new Map(orders.map((order) => [order.id, order]))
  return checkouts.map((one) => ({
    id: one.id,
    dues: duesOfCheckout(one, byId.get(one.order_id ?? '') ?? null),
  }))
}
