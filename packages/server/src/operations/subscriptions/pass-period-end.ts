import { isBillable, isPauseAwaitingPayment } from '@verge/polar/policy/subscriptions'
import { isTooLate } from '../../billing/due-work.ts'
import { atPeriodEnd } from '../../billing/renewal.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChanges } from '../apply-change.ts'
import { lockCustomers } from '../customers/find.ts'
import { discountsOf } from '../discounts/load.ts'
import { HeldBack, held, type Claim } from '../due-work/claim.ts'
import { queueMails, type Subject } from '../emails/queue.ts'
import { createOrders } from '../orders/create.ts'
import { voidPendingOrders } from '../orders/void.ts'
import { settleAttempts } from '../payments/attempt.ts'
import { collectAll } from '../payments/collect.ts'
import { inTurns } from '../turns.ts'
import { methodsFor } from './method.ts'
import { beingPaid } from './plan.ts'
import { scheduledTerms } from './terms.ts'

const cause = { actor: 'billing', operation: 'subscriptions.pass_period_end' }

interface Party {
  customer: CustomerRow
  subscription: SubscriptionRow
}
type Decision = ReturnType<typeof atPeriodEnd>
type Decided<Kind extends Decision['kind']> = Party & { decision: Extract<Decision, { kind: Kind }> }

/** The boundary of a billing period: the end, or a new period with its order and its charge. Twice does nothing more. */
export async function passPeriodEnd(ports: Ports, id: string): Promise<void> {
  await passPeriodEnds(ports, [id], null)
}

/** Of many subscriptions, in their order, in as few statements as for one. Those of one customer take turns. */
export async function passPeriodEnds(
  ports: Ports,
  ids: readonly string[],
  claim: Claim | null,
): Promise<void> {
  for (const some of await withoutSharedCustomers(ports, ids)) {
    const attempts = await ports.db.transaction().execute((tx) => passThem(tx, ports, some, claim))
    await settleAttempts(ports, attempts)
  }
}

async function passThem(
  tx: Tx,
  ports: Ports,
  subscriptions: readonly Pick<SubscriptionRow, 'id' | 'customer_id'>[],
  claim: Claim | null,
): Promise<PaymentAttemptRow[]> {
  const parties = await lockDue(tx, ports, subscriptions, claim)
  const decided = await decide(tx, ports, parties)
  const changes = decided.map(({ subscription: row, decision: { change } }) => ({ row, change }))
  const changed = await applyChanges(tx, ports, 'subscriptions', changes, cause)
  const passed = decided.map((party, index) => ({ ...party, subscription: changed[index]! }))
  await end(
    tx,
    ports,
    passed.filter((one): one is Decided<'ends'> => one.decision.kind === 'ends'),
  )
  return bill(
    tx,
    ports,
    passed.filter((one): one is Decided<'renews'> => one.decision.kind === 'renews'),
  )
}

/** Locked in the order that holds everywhere, and still due: whatever happened meanwhile counts. */
async function lockDue(
  tx: Tx,
  ports: Ports,
  subscriptions: readonly Pick<SubscriptionRow, 'id' | 'customer_id'>[],
  claim: Claim | null,
): Promise<Party[]> {
  const now = ports.clock.now()
  const ids = subscriptions.map(({ id }) => id)
  const customers = await lockCustomers(
    tx,
    subscriptions.map(({ customer_id }) => customer_id),
  )
  const locked = await tx
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute()
  const claimed = await held(tx, claim, ids)
  const changing = await beingPaid(tx, ids)
  const due = locked.filter(
    (one) =>
      claimed.has(one.id) &&
      isBillable(one) &&
      !isPauseAwaitingPayment(one) &&
      one.current_period_end <= now &&
      // A change that waits for its payment belongs wholly to the old period: the bank answers first.
      !changing.has(one.id),
  )
  const late = due.filter(
    ({ id, current_period_end, cancel_at_period_end }) =>
      isTooLate(current_period_end, now) && !cancel_at_period_end && !claimed.get(id)!.isReleased,
  )
  if (late.length > 0) throw new HeldBack(late.map(({ id }) => id))
  return due
    .map((subscription) => ({ customer: customers.get(subscription.customer_id)!, subscription }))
    .toSorted((one, other) => ids.indexOf(one.subscription.id) - ids.indexOf(other.subscription.id))
}

async function decide(tx: Tx, ports: Ports, parties: readonly Party[]) {
  const now = ports.clock.now()
  const discounts = await discountsOf(
    tx,
    parties.map(({ subscription }) => subscription),
  )
  return Promise.all(
    parties.map(async (party) => {
      const { subscription } = party
      const decision = atPeriodEnd(subscription, {
        now,
        scheduled: await scheduledTerms(tx, subscription),
        discount: discounts.get(subscription.discount_id ?? '') ?? null,
      })
      return { ...party, decision }
    }),
  )
}

async function end(tx: Tx, ports: Ports, parties: readonly Decided<'ends'>[]): Promise<void> {
  const ended: Subject[] = []
  for (const { subscription } of parties) {
    const waived = await voidPendingOrders(tx, ports, subscription.id, cause)
    ended.push({ ...subscription, facts: { waived } })
  }
  await queueMails(tx, ports, 'subscription_ended', ended)
}

async function bill(
  tx: Tx,
  ports: Ports,
  parties: readonly Decided<'renews'>[],
): Promise<PaymentAttemptRow[]> {
  const news = parties.map(({ decision: { billing_reason, period }, ...party }) => ({
    ...party,
    billing_reason,
    period,
  }))
  const orders = await createOrders(tx, ports, news, cause)
  const methods = await methodsFor(tx, parties)
  const owed = parties.map(({ subscription }, index) => ({
    subscription,
    order: orders[index]!,
    payment_method_id: methods[index]!,
  }))
  return collectAll(tx, ports, owed, 'cycle', cause)
}

/** So that each customer's balance and numbers go on from what the order before left. */
async function withoutSharedCustomers({ db }: Ports, ids: readonly string[]) {
  const subscriptions = await db
    .selectFrom('subscriptions')
    .select(['id', 'customer_id'])
    .where('id', 'in', ids)
    .execute()
  const inOrder = subscriptions.toSorted((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id))
  return inTurns(inOrder, ({ customer_id }) => customer_id)
}
