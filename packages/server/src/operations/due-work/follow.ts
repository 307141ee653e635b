import { sql } from 'kysely'
import { isOpen, isWithdrawn } from '@verge/polar/policy/orders'
import {
  duesOfAttempt,
  duesOfOrder,
  duesOfRefund,
  duesOfSubscription,
  type Dues,
} from '../../billing/due-work.ts'
import { reminderOf } from '../../billing/reminders.ts'
import type { AggregateRows } from '../../db/tables.ts'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { PaymentAttemptRow, RefundRow } from '../../db/tables/payments.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { duesOfAttemptsFor, duesOfCheckouts, duesOfRevocations } from './state.ts'
import { writeChangedDues, writeDues } from './write.ts'

type Writer = Pick<Ports, 'clock' | 'queue'>

/** A row before and after its change; null: it was not there. */
interface Step<Row> {
  before: Row | null
  after: Row
}

type Follow<Row> = (tx: Tx, ports: Writer, steps: readonly Step<Row>[]) => Promise<void>

/** What falls due changes with the state that says so, in the same transaction. */
export const followChanges: { [Table in keyof AggregateRows]: Follow<AggregateRows[Table]> } = {
  async customers() {},

  async customer_seats() {},

  async members() {},
  async benefit_grants() {},

  async subscriptions(tx, ports, steps) {
    await writeChangedDues(tx, ports, steps.map(changed<SubscriptionRow>(duesWithReminder)))
  },

  /** An order that is open no more ends the waiting at a bank for it, and concludes its checkout. */
  async orders(tx, ports, steps) {
    await writeChangedDues(tx, ports, steps.map(changed<OrderRow>(duesOfOrder)))
    const closed = steps.flatMap(({ before, after }) =>
      before && isOpen(before) && !isOpen(after) ? [after] : [],
    )
    const withdrawn = closed.filter(isWithdrawn).map(({ id }) => id)
    if (withdrawn.length > 0) await writeDues(tx, ports, await duesOfAttemptsFor(tx, withdrawn))
    await endWaiting(
      tx,
      ports,
      closed.flatMap(({ subscription_terms, subscription_id }) =>
        subscription_terms ? (subscription_id ?? []) : [],
      ),
    )
    const bought = closed.flatMap(({ checkout_id }) => checkout_id ?? [])
    if (bought.length === 0) return
    // Checkouts are locked before customers, so not here: therefore a date is only written, never taken away.
    const checkouts = await tx.selectFrom('checkouts').selectAll().where('id', 'in', bought).execute()
    const states = await duesOfCheckouts(tx, checkouts)
    await writeDues(
      tx,
      ports,
      states.filter(({ dues }) => dues.checkout),
    )
  },

  async refunds(tx, ports, steps) {
    await writeChangedDues(tx, ports, steps.map(changed<RefundRow>(duesOfRefund)))
  },

  async checkouts(tx, ports, steps) {
    const after = steps.map((step) => step.after)
    await writeDues(tx, ports, await duesOfCheckouts(tx, after))
  },
}

/** The end of a period waits for the payment of a change that belongs to it. Now that is settled, either way. */
async function endWaiting(tx: Tx, { clock }: Writer, subscription_ids: readonly string[]): Promise<void> {
  if (subscription_ids.length === 0) return
  await tx
    .updateTable('due_work')
    .set({ waiting_since: null, leased_until: null, modified_at: clock.now() })
    .where('kind', '=', 'period_end')
    .where('subject_id', 'in', subscription_ids)
    .where('lease_holder', 'is', null)
    .execute()
}

/** Whoever has something only by days of grace loses it with them. Nearly always there is nothing to write. */
export async function followRevocations(
  tx: Tx,
  ports: Writer,
  subscription_ids: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM subscriptions
    WHERE id = ANY (${subscription_ids}::uuid[]) AND (status = 'past_due'
      OR EXISTS (SELECT FROM due_work WHERE kind = 'revocation' AND subject_id = subscriptions.id))
  `.execute(tx)
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0) await writeDues(tx, ports, await duesOfRevocations(tx, ids))
}

/** Attempts are no aggregates: who writes one calls this beside it. */
export function followAttempts(
  tx: Tx,
  ports: Writer,
  steps: readonly (Step<PaymentAttemptRow> & { order: OrderRow })[],
): Promise<void> {
  return writeChangedDues(
    tx,
    ports,
    steps.map(({ order, ...step }) => changed((row: PaymentAttemptRow) => duesOfAttempt(row, order))(step)),
  )
}

/** One that was told already is dated once more where its end comes back, and found to be over when it is due. */
function duesWithReminder(subscription: SubscriptionRow): Dues {
  return { ...duesOfSubscription(subscription), reminder: reminderOf(subscription)?.at ?? null }
}

function changed<Row extends { id: string }>(duesOf: (row: Row) => Dues) {
  return ({ before, after }: Step<Row>) => ({
    id: after.id,
    before: before ? duesOf(before) : {},
    after: duesOf(after),
  })
}
