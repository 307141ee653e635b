import type { SubscriptionStatus } from '@verge/polar/contract/subscriptions'
import { transitions } from '@verge/polar/policy/transitions'
import { periodEnd } from '@verge/server/billing/billing-period'
import type { Database } from '@verge/server/ports/ports'
import type { SandboxProcessor } from '@verge/server/ports/sandbox-processor'

/** Everything there is, small enough to be looked at whole. */
async function booksOf(db: Database, processor: SandboxProcessor) {
  const [subscriptions, orders, items, attempts, customers, events, audit, ledger] = await Promise.all([
    db.selectFrom('subscriptions').selectAll().execute(),
    db.selectFrom('orders').selectAll().execute(),
    db.selectFrom('order_items').selectAll().execute(),
    db.selectFrom('payment_attempts').selectAll().execute(),
    db.selectFrom('customers').selectAll().execute(),
    db.selectFrom('events').selectAll().execute(),
    db.selectFrom('audit_entries').selectAll().execute(),
    processor.ledger(),
  ])
  return { subscriptions, orders, items, attempts, customers, events, audit, ledger }
}
type Books = Awaited<ReturnType<typeof booksOf>>

const waiting = ['unknown', 'requires_action', 'processing', 'quarantined']
const paid = ['paid', 'partially_refunded', 'refunded']
const periodic = ['subscription_create', 'subscription_cycle', 'subscription_cycle_after_trial']
type Finding = string
type Invariant = (books: Books) => Finding[]

/** What holds after every step, whatever happened. Each gives what contradicts it. */
const invariants: Record<string, Invariant> = {
  'one order for a subscription and period': ({ orders }) =>
    repeated(
      orders
        .filter((order) => order.status !== 'void' && periodic.includes(order.billing_reason))
        .map((order) => `${order.subscription_id} ${order.period_start?.toISOString()}`),
    ),

  'nobody holds two running subscriptions to one product': ({ subscriptions }) =>
    repeated(
      subscriptions
        .filter(({ ended_at }) => ended_at === null)
        .map(({ customer_id, product_id }) => `${customer_id} ${product_id}`),
    ),

  'an order is the sum of its lines and its tax': ({ orders, items }) =>
    orders
      .filter((order) => {
        const lines = items.filter((item) => item.order_id === order.id)
        const sum = lines.reduce((total, line) => total + line.amount, 0)
        return (
          sum !== order.subtotal_amount ||
          order.total_amount !== order.net_amount + order.tax_amount ||
          !Number.isSafeInteger(order.total_amount)
        )
      })
      .map(({ id }) => id),

  'an order is paid at the processor once, in its own currency': ({ orders, attempts, ledger }) =>
    orders.flatMap((order) => {
      const keys = attempts.filter((attempt) => attempt.order_id === order.id).map(({ id }) => id)
      const kept = ledger.filter(
        (payment) =>
          keys.includes(payment.idempotency_key) && payment.status === 'succeeded' && !payment.refunded_at,
      )
      if (kept.length > 1) return [`${order.id} was paid ${kept.length} times`]
      return kept
        .filter(({ currency }) => currency !== order.currency)
        .map(() => `${order.id} in another currency`)
    }),

  'no money at the processor is without an owner': ({ orders, attempts, ledger }) =>
    ledger
      .filter(({ status, refunded_at }) => status === 'succeeded' && !refunded_at)
      .flatMap((payment) => {
        const attempt = attempts.find(({ id }) => id === payment.idempotency_key)
        const order = orders.find(({ id }) => id === attempt?.order_id)
        if (!attempt || !order) return [`${payment.id} belongs to nobody`]
        if (attempt.amount !== payment.amount || attempt.currency !== payment.currency)
          return [`${payment.id} is not what its attempt froze`]
        const isUnheard = waiting.includes(attempt.status)
        const isGivenBack = attempt.refund_status !== null
        return paid.includes(order.status) || isUnheard || isGivenBack
          ? []
          : [`${payment.id} is kept for an order that is ${order.status}`]
      }),

  'documents are numbered without gaps': ({ customers, orders }) =>
    customers.flatMap((customer) => {
      const own = orders.filter((order) => order.customer_id === customer.id)
      const sequence = own.map((order) => order.invoice_sequence).toSorted((one, other) => one - other)
      const receipts = own.map((order) => order.receipt_number).filter((number) => number !== null)
      const last = receipts.toSorted().map((number) => Number(number.split('-').at(-1)))
      return [...gapsIn(sequence), ...gapsIn(last)].map((gap) => `${customer.email}: ${gap}`)
    }),

  'a subscription goes only where it may go, and never comes back from its end': ({ audit, subscriptions }) =>
    subscriptions.flatMap(({ id }) => {
      const history = audit
        .filter((entry) => entry.aggregate_id === id)
        .toSorted((a, b) => a.version - b.version)
      return history.flatMap(({ before, after }) => {
        const from = (before as { status: string } | null)?.status
        const to = (after as { status: string }).status
        if (
          from === undefined ||
          from === to ||
          transitions[from as SubscriptionStatus].includes(to as SubscriptionStatus)
        )
          return []
        return [`${id} went from ${from} to ${to}`]
      })
    }),

  'nothing is charged after the end': ({ subscriptions, orders, attempts, ledger }) =>
    subscriptions.flatMap((subscription) => {
      const { ended_at } = subscription
      if (!ended_at) return []
      const own = orders.filter((order) => order.subscription_id === subscription.id).map(({ id }) => id)
      const keys = attempts.filter((attempt) => own.includes(attempt.order_id)).map(({ id }) => id)
      return ledger
        .filter(
          (payment) =>
            keys.includes(payment.idempotency_key) &&
            payment.status === 'succeeded' &&
            !payment.refunded_at &&
            payment.created_at > ended_at,
        )
        .filter(
          (payment) =>
            !attempts.some(
              (one) =>
                one.id === payment.idempotency_key && (one.refund_status || waiting.includes(one.status)),
            ),
        )
        .map((payment) => `${subscription.id} was charged ${payment.amount} after its end`)
    }),

  'what ends at the period end is not billed for a later one': ({ subscriptions, orders }) =>
    subscriptions.flatMap((subscription) => {
      const { ends_at, cancel_at_period_end } = subscription
      if (!ends_at || !cancel_at_period_end) return []
      return orders
        .filter(
          (order) =>
            order.subscription_id === subscription.id &&
            order.status !== 'void' &&
            order.period_start! >= ends_at,
        )
        .map((order) => `${order.id} bills a period after the end`)
    }),

  'billing periods do not overlap, and have the length that was sold': ({ subscriptions, orders }) =>
    subscriptions.flatMap((subscription) => {
      const own = orders
        .filter((order) => order.subscription_id === subscription.id && order.status !== 'void')
        .toSorted((one, other) => one.period_start!.getTime() - other.period_start!.getTime())
      return own.flatMap((order, index) => {
        const findings: Finding[] = []
        const following = own[index + 1]
        if (following && following.period_start! < order.period_end!) findings.push(`${order.id} overlaps`)
        const isCurrent = order.period_start!.getTime() === subscription.current_period_start.getTime()
        const expected = periodEnd(order.period_start!, subscription)
        if (isCurrent && order.period_end!.getTime() !== expected.getTime())
          findings.push(`${order.id} is too long or short`)
        return findings
      })
    }),

  'nobody is active for free': ({ subscriptions, orders, attempts }) =>
    subscriptions
      .filter(({ status }) => status === 'active')
      .filter((subscription) => {
        const current = orders.find(
          (order) =>
            order.subscription_id === subscription.id &&
            order.status !== 'void' &&
            order.period_start!.getTime() === subscription.current_period_start.getTime(),
        )
        if (!current) return true
        const isBeingPaid = attempts.some(
          (one) => one.order_id === current.id && waiting.includes(one.status),
        )
        return !paid.includes(current.status) && !isBeingPaid
      })
      .map(({ id }) => id),

  'an order is tried as often as the schedule says, and no more': ({ orders, attempts }) =>
    orders.flatMap(({ id }) => {
      const own = attempts.filter((attempt) => attempt.order_id === id)
      const byHand = own.filter(({ trigger }) => trigger === 'customer').length
      const scheduled = own.filter(({ trigger }) => ['initial', 'cycle', 'dunning'].includes(trigger)).length
      return scheduled > 5 || byHand > 5 ? [`${id}: ${scheduled} scheduled, ${byHand} by hand`] : []
    }),

  'every change has one event and one audit entry, and the last says what stands': ({
    subscriptions,
    orders,
    events,
    audit,
  }) =>
    [...subscriptions, ...orders].flatMap(({ id, version, status }) => {
      const versions = (rows: { aggregate_id: string; version: number }[]) =>
        rows
          .filter((row) => row.aggregate_id === id)
          .map((row) => row.version)
          .toSorted((one, other) => one - other)
      const expected = Array.from({ length: version }, (_, index) => index + 1).join()
      const last = audit.find((entry) => entry.aggregate_id === id && entry.version === version)
      const isTold = (last?.after as { status?: string } | undefined)?.status === status
      const isWhole = versions(events).join() === expected && versions(audit).join() === expected
      return isWhole && isTold ? [] : [`${id} at version ${version}`]
    }),
}

/** @throws with everything that does not hold. */
export async function check(db: Database, processor: SandboxProcessor): Promise<void> {
  const books = await booksOf(db, processor)
  const broken = Object.entries(invariants).flatMap(([name, holds]) => {
    const findings = holds(books)
    return findings.length > 0 ? [`${name}: ${findings.join('; ')}`] : []
  })
  if (broken.length > 0) throw new Error(broken.join('\n'))
}

/** After faults have ceased and time went on: nothing is left in between. */
export async function checkSettled(db: Database, now: Date): Promise<void> {
  const attempts = await db.selectFrom('payment_attempts').selectAll().execute()
  const orders = await db.selectFrom('orders').selectAll().execute()
  const subscriptions = await db.selectFrom('subscriptions').selectAll().execute()
  const findings = [
    ...attempts.filter(({ status }) => status === 'unknown').map(({ id }) => `${id} is still unknown`),
    ...attempts.filter((one) => one.refund_status === 'pending').map(({ id }) => `${id} was not given back`),
    ...orders
      .filter(({ next_payment_attempt_at: at }) => at && at <= now)
      .map(({ id }) => `${id} is due and not tried`),
    ...subscriptions
      .filter(
        (one) => ['trialing', 'active', 'past_due'].includes(one.status) && one.current_period_end <= now,
      )
      .map(({ id }) => `${id} is past its period end`),
    ...subscriptions
      .filter(({ status }) => status === 'incomplete')
      .map(({ id }) => `${id} was never concluded`),
  ]
  if (findings.length > 0) throw new Error(`Not settled: ${findings.join('; ')}`)
}

function repeated(values: string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index)
}

function gapsIn(numbers: number[]): string[] {
  return numbers.flatMap((number, index) =>
    number === index + 1 ? [] : [`${number} stands at ${index + 1}`],
  )
}
