import { declineOf } from '@verge/polar/policy/declines'
import { isPastDue, isPaused } from '@verge/polar/policy/subscriptions'
import { sql } from 'kysely'
import { end } from '../../billing/cancellation.ts'
import { lossOf, nextAttempt, triesAhead } from '../../billing/dunning.ts'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { dateOf, datesOf, type Facts } from '../emails/facts.ts'
import { queueMail } from '../emails/queue.ts'
import { voidPendingOrders } from '../orders/void.ts'

/** Failures of these bring the end nearer; what a customer tries by hand does not. */
export const countedTriggers: readonly PaymentAttemptRow['trigger'][] = ['initial', 'cycle', 'dunning']

interface Dunned {
  subscription: SubscriptionRow
  order: OrderRow
}

/** A renewal that could not be charged: past due, tried again on schedule, ended after the last try. */
export async function dun(
  tx: Tx,
  ports: Ports,
  { subscription, order }: Dunned,
  decline_code: string,
  cause: Cause,
): Promise<void> {
  const now = ports.clock.now()
  const failed = await failedTries(tx, order.id)
  // In a pause nothing is past due, and what is owed from before is given up as late as anything else.
  const past_due_at = subscription.past_due_at ?? (isPaused(subscription) ? failed.first_at : null) ?? now
  const isCardless = decline_code === 'missing_payment_method'
  const cardless_tries = order.cardless_tries + (isCardless ? 1 : 0)
  const failures = failed.count + cardless_tries
  const next = nextAttempt({ failures, past_due_at, decline_code, now })
  const change = {
    set: { next_payment_attempt_at: next, cardless_tries },
    events: ['order.updated'] as const,
  }
  const dunned = await applyChange(tx, ports, 'orders', order, change, cause)
  if (next === null) {
    const ended = await applyChange(tx, ports, 'subscriptions', subscription, end(subscription, now), cause)
    const waived = await voidPendingOrders(tx, ports, subscription.id, cause)
    await queueMail(tx, ports, 'subscription_ended', ended, { waived })
    return
  }
  const needsApproval = decline_code === 'authentication_required'
  // Each try that only the customer can let through asks them anew; of all else the first tells enough.
  if (needsApproval) await askForApproval(tx, ports, subscription, dunned)
  const isNews = isPaused(subscription) ? failures === 1 : !isPastDue(subscription)
  if (!isNews) return
  const owing = await fallDue(tx, ports, subscription, past_due_at, cause)
  if (needsApproval) return
  const tries = triesAhead(next, { failures, past_due_at, decline_code })
  const facts = { ...owed(dunned), ...(await consequences(tx, owing, { tries, decline_code })) }
  await queueMail(tx, ports, 'payment_failed', { ...owing, order_id: order.id }, facts)
}

/** What is owed from before a pause stays owed, and the pause goes on. */
async function fallDue(
  tx: Tx,
  ports: Ports,
  subscription: SubscriptionRow,
  past_due_at: Date,
  cause: Cause,
): Promise<SubscriptionRow> {
  if (isPaused(subscription)) return { ...subscription, past_due_at }
  const change = {
    set: { status: 'past_due' as const, past_due_at },
    events: ['subscription.updated', 'subscription.past_due', 'customer.state_changed'] as const,
  }
  return applyChange(tx, ports, 'subscriptions', subscription, change, cause)
}

/** Those that count, and when the first of them failed. */
async function failedTries(tx: Tx, order_id: string) {
  return tx
    .selectFrom('payment_attempts')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('modified_at').as('first_at')])
    .where('order_id', '=', order_id)
    .where('status', '=', 'failed')
    .where('trigger', 'in', countedTriggers)
    .executeTakeFirstOrThrow()
}

function owed({ due_amount, currency, invoice_number, next_payment_attempt_at }: OrderRow): Facts {
  return {
    amount: { amount: due_amount, currency },
    invoice: invoice_number,
    next_try: next_payment_attempt_at && dateOf(next_payment_attempt_at),
  }
}

/** Why it failed, when it is tried again, and what is lost by then; in a pause there is nothing open to lose. */
async function consequences(
  tx: Tx,
  { status, product_id, organization_id, past_due_at, ends_at }: SubscriptionRow,
  { tries, decline_code }: { tries: readonly Date[]; decline_code: string },
): Promise<Facts> {
  const { grace_days, has_benefits } = await tx
    .selectFrom('organizations')
    .select([
      'grace_days',
      sql<boolean>`EXISTS (SELECT 1 FROM product_benefits WHERE product_id = ${product_id})`.as(
        'has_benefits',
      ),
    ])
    .where('id', '=', organization_id)
    .executeTakeFirstOrThrow()
  const loss = lossOf({
    tries,
    past_due_at: past_due_at!,
    ends_at,
    grace_days,
    has_benefits: has_benefits && !isPaused({ status }),
  })
  const isKept = loss.access_ends_at.getTime() === loss.ends_at.getTime()
  const isOpen = isKept || grace_days > 0
  return {
    reason: { decline: declineOf(decline_code) },
    tries: datesOf(loss.tries_at),
    ends: dateOf(loss.ends_at),
    // What ends with the subscription is told by its end.
    access: isKept ? 'kept' : isOpen ? 'open' : 'closed',
    access_until: isOpen ? dateOf(loss.access_ends_at) : null,
  }
}

/** The mail leads to the page that pays, which asks whoever opens it to sign in: there is no token in it. */
async function askForApproval(
  tx: Tx,
  ports: Ports,
  { current_period_end }: SubscriptionRow,
  order: OrderRow,
): Promise<void> {
  await queueMail(tx, ports, 'payment_needs_approval', { ...order, current_period_end }, owed(order))
}
