import type { Happening, HappeningKind } from '@verge/polar/contract/activity'
import { isPastDue, isPaused, isTrialing } from '@verge/polar/policy/subscriptions'
import type { AggregateRows } from '../../db/tables.ts'

/** A row as the audit entry keeps it: JSON, so instants are text. */
type Kept<Row> = {
  [Key in keyof Row]: Row[Key] extends Date | null
    ? null extends Row[Key]
      ? string | null
      : string
    : Row[Key]
}
type Step<Row> = { before: Kept<Row> | null; after: Kept<Row> }

/** What the entry says by itself; names are looked up by whoever asks. */
export type Fact = Pick<Happening, 'kind'> &
  Partial<Pick<Happening, 'person' | 'amount' | 'currency' | 'seats' | 'date'>> & { product_id?: string }

const day = (text: string | null) => (text === null ? null : new Date(text))

/** What a customer would call news in one change of a row. Most changes are none. */
export function factsOf(type: string, before: object | null, after: object): Fact[] {
  const reader = readers[type]
  return reader ? reader({ before, after } as never) : []
}

const readers: Record<string, (step: never) => Fact[]> = {
  subscription: ofSubscription,
  order: ofOrder,
  refund: ofRefund,
  customer: ofCustomer,
  member: ofMember,
  customer_seat: ofSeat,
}

function ofSubscription({ before, after }: Step<AggregateRows['subscriptions']>): Fact[] {
  const about = { product_id: after.product_id }
  if (!after.started_at) return []
  if (!before?.started_at) return [{ ...about, kind: isTrialing(after) ? 'trial_started' : 'started' }]
  const facts: Fact[] = []
  const add = (isTrue: boolean, kind: HappeningKind, more: Omit<Fact, 'kind'> = {}) => {
    if (isTrue) facts.push({ ...about, kind, ...more })
  }
  const isOver = after.ended_at !== null
  const became = (is: (row: typeof after) => boolean) => is(after) && !is(before)
  add(isOver && before.ended_at === null, 'ended')
  add(became(isPastDue), 'payment_failed')
  add(became(isPaused), 'paused')
  add(isPaused(before) && !isPaused(after) && !isOver, 'resumed')
  add(
    became((row) => row.cancel_at_period_end),
    'canceled',
    { date: day(after.ends_at) },
  )
  add(before.cancel_at_period_end && !after.cancel_at_period_end && !isOver, 'cancellation_taken_back')
  add(
    became((row) => row.pause_at_period_end),
    'pause_scheduled',
    { date: day(after.current_period_end) },
  )
  add(
    before.pause_at_period_end && !after.pause_at_period_end && !isPaused(after) && !isOver,
    'pause_taken_back',
  )
  add(after.discount_id !== null && before.discount_id !== after.discount_id, 'discount_given')
  const isOtherPlan = before.product_id !== after.product_id
  const isOtherSize = before.seats !== after.seats
  add(isOtherPlan, 'plan_changed')
  add(isOtherSize && !isOtherPlan, 'seats_changed', { seats: after.seats })
  add(
    became((row) => row.pending_update !== null),
    'change_scheduled',
    {
      date: day(after.pending_update?.applies_at ?? null),
    },
  )
  const isTakenBack = before.pending_update !== null && after.pending_update === null
  add(isTakenBack && !isOtherPlan && !isOtherSize && !isOver, 'change_taken_back')
  const isNewPeriod = before.current_period_start !== after.current_period_start
  add(isNewPeriod && !isPaused(before) && !isPaused(after) && !isOtherPlan && !isOver, 'renewed', {
    date: day(after.current_period_end),
  })
  return facts
}

function ofOrder({ before, after }: Step<AggregateRows['orders']>): Fact[] {
  const isPaid = before?.status === 'pending' && after.status === 'paid'
  const bought =
    isPaid && after.billing_reason === 'purchase' && after.product_id
      ? [{ kind: 'bought' as const, product_id: after.product_id }]
      : []
  const payment = { kind: 'paid' as const, amount: after.due_amount, currency: after.currency }
  return [...bought, ...(isPaid && after.due_amount > 0 ? [payment] : [])]
}

function ofRefund({ before, after }: Step<AggregateRows['refunds']>): Fact[] {
  if (after.status !== 'succeeded' || before?.status === 'succeeded') return []
  return [{ kind: 'refunded', amount: after.amount + after.tax_amount, currency: after.currency }]
}

function ofCustomer({ before, after }: Step<AggregateRows['customers']>): Fact[] {
  if (!before) return []
  const differs = (...keys: (keyof typeof after)[]) =>
    keys.some((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
  const facts: Fact[] = []
  if (differs('default_payment_method_id')) facts.push({ kind: 'card_changed' })
  if (differs('billing_name', 'billing_address', 'tax_id')) facts.push({ kind: 'billing_changed' })
  if (differs('email')) facts.push({ kind: 'email_changed' })
  return facts
}

function ofMember({ before, after }: Step<AggregateRows['members']>): Fact[] {
  const person = after.name ?? after.email
  if (!before) return [{ kind: 'member_added', person }]
  if (after.deleted_at && !before.deleted_at)
    return [{ kind: 'member_removed', person: before.name ?? before.email }]
  return before.role === after.role ? [] : [{ kind: 'role_changed', person }]
}

function ofSeat({ before, after }: Step<AggregateRows['customer_seats']>): Fact[] {
  const person = after.email
  if (!before) return [{ kind: 'seat_given', person }]
  if (before.status === after.status) return []
  return [{ kind: after.status === 'claimed' ? 'seat_taken' : 'seat_freed', person }]
}
