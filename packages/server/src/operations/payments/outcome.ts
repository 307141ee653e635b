import { isOpen } from '@verge/polar/policy/orders'
import { slowAnswerAt } from '../../billing/patience.ts'
import { contradiction } from '../../billing/reconciliation.ts'
import { anyOf, updateRows } from '../../db/rows.ts'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { PaymentOutcome } from '../../ports/payment-processor.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { Cause } from '../apply-change.ts'
import { lockEvenDeleted } from '../customers/find.ts'
import { followAttempts } from '../due-work/follow.ts'
import { keepTypedCard } from '../payment-methods/typed.ts'
import { inTurns } from '../turns.ts'
import { abandonPurchase, voidOrder } from '../orders/void.ts'
import { abandon } from '../subscriptions/abandon.ts'
import { countedTriggers, dun } from './dun.ts'
import { markAllPaid, type Parties } from './mark-paid.ts'
import { quarantine } from './quarantine.ts'

const cause: Cause = { actor: 'billing', operation: 'payments.settle' }

/** What the processor said, written to attempt, order and subscription at once. A second telling changes nothing. */
export async function applyOutcome(
  ports: Ports,
  id: string,
  outcome: PaymentOutcome,
): Promise<PaymentAttemptRow> {
  const settled = await applyOutcomes(ports, new Map([[id, outcome]]))
  return settled.get(id)!
}

/** Of many attempts, by their ids. One that cannot be written takes no other along. */
export async function applyOutcomes(
  ports: Ports,
  outcomes: ReadonlyMap<string, PaymentOutcome>,
): Promise<ReadonlyMap<string, PaymentAttemptRow>> {
  const settled = new Map<string, PaymentAttemptRow>()
  const failures: unknown[] = []
  async function write(ids: readonly string[]): Promise<void> {
    try {
      const rows = await ports.db.transaction().execute((tx) => writeThem(tx, ports, ids, outcomes))
      for (const row of rows) settled.set(row.id, row)
    } catch (error) {
      if (ids.length === 1) failures.push(error)
      else for (const id of ids) await write([id])
    }
  }
  const links = await linksOf(ports.db, [...outcomes.keys()])
  for (const turn of inTurns(links, ({ subscription_id, order_id }) => subscription_id ?? order_id))
    await write(turn.map(({ id }) => id))
  if (failures.length > 0) throw failures[0]
  return settled
}

async function writeThem(
  tx: Tx,
  ports: Ports,
  ids: readonly string[],
  outcomes: ReadonlyMap<string, PaymentOutcome>,
): Promise<PaymentAttemptRow[]> {
  const parties = await lockAllParties(tx, ids)
  const attempts = await tx
    .selectFrom('payment_attempts')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute()
  const steps = attempts
    .filter((attempt) => !isOver(attempt, outcomes.get(attempt.id)!))
    .map((before) => {
      const theirs = parties.get(before.id)!
      return { ...theirs, before, after: settledBy(ports, before, theirs.order, outcomes.get(before.id)!) }
    })
  await updateRows(
    tx,
    'payment_attempts',
    [
      'status',
      'processor_payment_id',
      'client_secret',
      'decline_code',
      'refund_status',
      'ask_after',
      'modified_at',
    ],
    steps.map(({ after }) => after),
  )
  await followAttempts(tx, ports, steps)
  for (const { before, after } of steps) {
    if (after.status === 'quarantined') await setAside(tx, ports, before, outcomes.get(after.id)!)
  }
  for (const { order, after } of steps) {
    const outcome = outcomes.get(after.id)!
    if (outcome.status !== 'succeeded' || !outcome.card) continue
    const { payment_method_id } = after
    await keepTypedCard(tx, ports, { payment_method_id, card: outcome.card, isLate: !isOpen(order) })
  }
  // A withdrawn order stays so, whatever its bank says afterwards; money that still came goes back.
  const open = steps.filter(({ order }) => isOpen(order))
  const paid = open.filter(({ after }) => after.status === 'succeeded')
  const payments = paid.map(({ after, ...theirs }) => ({ ...theirs, payment: after }))
  await markAllPaid(tx, ports, payments, cause)
  for (const { after, ...theirs } of open) {
    if (after.status === 'failed') await declined(tx, ports, theirs, after)
  }
  const settled = new Map(steps.map(({ after }) => [after.id, after]))
  return attempts.map((attempt) => settled.get(attempt.id) ?? attempt)
}

function settledBy(
  { clock }: Ports,
  attempt: PaymentAttemptRow,
  order: OrderRow,
  outcome: PaymentOutcome,
): PaymentAttemptRow {
  const now = clock.now()
  return {
    ...attempt,
    status: contradiction(outcome, attempt) ? 'quarantined' : outcome.status,
    processor_payment_id: outcome.payment_id,
    ask_after: outcome.status === 'processing' ? slowAnswerAt({ since: attempt.created_at, now }) : null,
    client_secret: outcome.status === 'requires_action' ? outcome.client_secret : null,
    decline_code: outcome.status === 'failed' ? outcome.decline_code : null,
    refund_status:
      outcome.status === 'succeeded' && !isOpen(order) && !contradiction(outcome, attempt) ? 'pending' : null,
    modified_at: now,
  }
}

/** Nothing that is said of it now changes anything; but a bank may think better of a no. */
function isOver({ status }: PaymentAttemptRow, outcome: PaymentOutcome): boolean {
  if (status === 'quarantined') return outcome.status !== 'failed'
  return status === 'succeeded' || (status === 'failed' && outcome.status !== 'succeeded')
}

async function setAside(
  tx: Tx,
  ports: Ports,
  attempt: PaymentAttemptRow,
  { payment_id, ...found }: PaymentOutcome,
): Promise<void> {
  const reason = contradiction(found, attempt)!
  await quarantine(tx, ports, { processor_payment_id: payment_id, attempt, reason, found })
}

/** Unlike `lockOrder` it asks for no customer: an answer of the bank counts also after they were deleted. */
export async function lockParties(tx: Tx, attempt_id: string): Promise<Parties> {
  return (await lockAllParties(tx, [attempt_id])).get(attempt_id)!
}

/** By the ids of their attempts. */
async function lockAllParties(tx: Tx, attempt_ids: readonly string[]): Promise<ReadonlyMap<string, Parties>> {
  const links = await linksOf(tx, attempt_ids)
  // New terms take the place of a purchase of the same product, which holds its customer until it is numbered.
  const changing = links.filter(({ subscription_terms }) => subscription_terms !== null)
  if (changing.length > 0)
    await lockEvenDeleted(
      tx,
      changing.map(({ customer_id }) => customer_id),
    )
  const subscriptions = await tx
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', anyOf(links.flatMap(({ subscription_id }) => subscription_id ?? [])))
    .orderBy('id')
    .forUpdate()
    .execute()
  const orders = await tx
    .selectFrom('orders')
    .selectAll()
    .where(
      'id',
      'in',
      links.map(({ order_id }) => order_id),
    )
    .orderBy('id')
    .forUpdate()
    .execute()
  const subscriptionById = new Map(subscriptions.map((one) => [one.id, one]))
  const orderById = new Map(orders.map((one) => [one.id, one]))
  return new Map(
    links.map(({ id, order_id, subscription_id }) => [
      id,
      { subscription: subscriptionById.get(subscription_id ?? '') ?? null, order: orderById.get(order_id)! },
    ]),
  )
}

async function linksOf(db: Database | Tx, attempt_ids: readonly string[]) {
  if (attempt_ids.length === 0) return []
  return db
    .selectFrom('payment_attempts')
    .innerJoin('orders', 'orders.id', 'payment_attempts.order_id')
    .select([
      'payment_attempts.id',
      'payment_attempts.order_id',
      'orders.subscription_id',
      'orders.customer_id',
      'orders.subscription_terms',
    ])
    .where('payment_attempts.id', 'in', attempt_ids)
    .orderBy('payment_attempts.id')
    .execute()
}

async function declined(
  tx: Tx,
  ports: Ports,
  { subscription, order }: Parties,
  attempt: PaymentAttemptRow,
): Promise<void> {
  // Nothing is left behind but the order's number; the customer may try again.
  if (!subscription) return abandonPurchase(tx, ports, order, cause)
  if (order.billing_reason === 'subscription_create') {
    await voidOrder(tx, ports, order, cause)
    return abandon(tx, ports, subscription, cause)
  }
  // A change that was not paid for has not happened, and nothing is owed for it.
  if (order.subscription_terms) return voidOrder(tx, ports, order, cause)
  if (!countedTriggers.includes(attempt.trigger) || subscription.ended_at) return
  await dun(tx, ports, { subscription, order }, attempt.decline_code ?? 'card_declined', cause)
}
