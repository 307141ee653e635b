import { formatMoney } from '@verge/polar/money'
import { nextStep, type Lifecycle } from '@verge/polar/policy/subscriptions'
import type { DueRow, CommittedChange, WebhookEvent, Snapshot } from './record.ts'

const days = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' })

const text = (row: Snapshot, column: string) => String(row[column] ?? '')
const day = (row: Snapshot, column: string) =>
  row[column] ? days.format(new Date(text(row, column))) : 'a day to come'
const money = (row: Snapshot, column: string) => formatMoney(Number(row[column]), text(row, 'currency'), 'en')

/** A committed change, as one would tell it. */
export function told({ aggregate_type, types, before, after, product_name }: CommittedChange): string {
  const name = product_name ?? 'The subscription'
  const tellers = {
    subscription: () => toldOfSubscription(types, before, after, name),
    order: () => toldOfOrder(types, before, after),
    customer: () => toldOfCustomer(types, before, after),
    checkout: () => toldOfCheckout(before, after, name),
    refund: () => toldOfRefund(types, after),
    customer_seat: () => toldOfSeat(types, after, name),
    member: () => toldOfMember(types, before, after),
    benefit_grant: () =>
      `What comes with ${name} was ${types.includes('benefit_grant.revoked') ? 'taken' : 'given'}`,
  }
  return tellers[aggregate_type]()
}

function toldOfSubscription(types: string[], before: Snapshot | null, after: Snapshot, name: string): string {
  const is = (type: string) => types.includes(`subscription.${type}`)
  const { status } = after
  if (!before && status === 'trialing') return `${name} begins with a trial until ${day(after, 'trial_end')}`
  if (!before && status === 'incomplete') return `${name} waits for its first payment`
  if (!before) return `${name} begins, until ${day(after, 'current_period_end')}`
  if (is('revoked')) return `${name} has ended`
  if (is('cycled')) {
    const until = day(after, 'current_period_end')
    return before.status === 'trialing'
      ? `The trial of ${name} is over; it goes on until ${until}`
      : `${name} renews until ${until}`
  }
  if (is('canceled')) return `${name} is canceled and ends on ${day(after, 'ends_at')}`
  if (is('uncanceled')) return `${name} is not to end any more`
  if (is('past_due')) return `${name} is past due`
  if (is('paused')) return `${name} is paused`
  if (is('resumed')) return `${name} goes on after its pause`
  if (is('active')) return `${name} is active`
  return `${name} was changed${inBrackets(before, after, subscriptionParts)}`
}

const subscriptionParts = {
  product_id: 'plan',
  amount: 'price',
  seats: 'seats',
  pending_update: 'what waits for the end of the period',
  discount_id: 'discount',
  payment_method_id: 'card',
  pause_at_period_end: 'pause',
  trial_end: 'trial',
  customer_cancellation_reason: 'reason given for leaving',
}

function toldOfOrder(types: string[], before: Snapshot | null, after: Snapshot): string {
  const name = `Order ${text(after, 'invoice_number')}`
  const changed = (column: string) => differs(before, after, column)
  if (!before) return `${name}: ${money(after, 'total_amount')} for ${text(after, 'description')}`
  if (types.includes('order.paid')) return `${name} is paid: ${money(after, 'total_amount')}`
  if (types.includes('order.refunded')) return `${money(after, 'refunded_amount')} of ${name} went back`
  if (changed('status') && after.status === 'void') return `${name} was withdrawn; nothing is owed`
  if (changed('dispute_status'))
    return `${name} is disputed: ${text(after, 'dispute_status').replace('_', ' ')}`
  if (changed('next_payment_attempt_at') && after.next_payment_attempt_at)
    return `A payment of ${name} failed; the next try is on ${day(after, 'next_payment_attempt_at')}`
  if (changed('invoice_generated_at')) return `The invoice of ${name} was made`
  return `${name} was changed`
}

function toldOfCustomer(types: string[], before: Snapshot | null, after: Snapshot): string {
  if (!before) return 'A customer was added'
  if (types.includes('customer.deleted')) return 'The customer was deleted'
  return `The customer was changed${inBrackets(before, after, customerParts)}`
}

const customerParts = {
  default_payment_method_id: 'default card',
  email: 'e-mail address',
  name: 'name',
  billing_name: 'billing name',
  billing_address: 'billing address',
  tax_id: 'tax id',
  external_id: 'id at the seller',
}

function toldOfCheckout(before: Snapshot | null, after: Snapshot, name: string): string {
  if (!before) return `A checkout of ${name} was opened`
  if (!differs(before, after, 'status')) return `A checkout of ${name} was changed`
  const outcomes: Record<string, string> = {
    confirmed: 'is under way',
    succeeded: 'was bought',
    open: 'is open again',
    expired: 'has expired',
    failed: 'failed',
  }
  return `A checkout of ${name} ${outcomes[text(after, 'status')] ?? 'was changed'}`
}

function toldOfRefund(types: string[], after: Snapshot): string {
  const whole = formatMoney(Number(after.amount) + Number(after.tax_amount), text(after, 'currency'), 'en')
  return types.includes('refund.created')
    ? `A refund of ${whole} was asked for`
    : `A refund of ${whole}: ${text(after, 'status')}`
}

function toldOfSeat(types: string[], after: Snapshot, name: string): string {
  const is = (type: string) => types.includes(`customer_seat.${type}`)
  const seat = `A seat of ${name}`
  if (is('assigned')) return `${seat} was offered to ${text(after, 'email')}`
  if (is('claimed')) return `${seat} was taken by ${text(after, 'email')}`
  if (is('revoked')) return `${seat} was taken from ${text(after, 'email')}`
  return `${seat} was changed`
}

function toldOfMember(types: string[], before: Snapshot | null, after: Snapshot): string {
  const who = text(after, 'email')
  const role = roles[text(after, 'role')] ?? 'a member'
  if (types.includes('member.created')) return `${who} acts for the customer now, as ${role}`
  if (types.includes('member.deleted')) return `${who} acts for the customer no more`
  return before?.role === after.role ? `${who} was changed` : `${who} is ${role} now`
}

const roles: Record<string, string> = {
  owner: 'the owner',
  billing_manager: 'a billing manager',
  member: 'a member',
}

function differs(before: Snapshot | null, after: Snapshot, column: string): boolean {
  return JSON.stringify(before?.[column] ?? null) !== JSON.stringify(after[column] ?? null)
}

/** Of these parts, those that differ. */
function inBrackets(before: Snapshot, after: Snapshot, parts: Record<string, string>): string {
  const changed = Object.entries(parts).flatMap(([column, name]) =>
    differs(before, after, column) ? [name] : [],
  )
  return changed.length > 0 ? ` (${changed.join(', ')})` : ''
}

/** What will happen by itself, as one would tell it. */
export function toldOfDue({ kind, product_name, subscription, order }: DueRow): string {
  const name = product_name ?? 'A subscription'
  const payment = order ? `a payment of order ${text(order, 'invoice_number')}` : 'a payment'
  if (kind === 'period_end' && subscription) return toldOfPeriodEnd(subscription, name)
  if (kind === 'reminder') return `A mail says what ${name} will cost next`
  if (kind === 'card_expiry')
    return 'A mail says that a card is about to expire, if it still pays for anything'
  if (kind === 'card_removal') return 'The processor forgets a card that was removed'
  if (kind === 'revocation') return `What comes with ${name} is taken, as the days of grace are over`
  if (kind === 'resumption') return `${name} goes on after its pause`
  if (kind === 'payment_retry' && order)
    return `${money(order, 'due_amount')} is tried again for order ${text(order, 'invoice_number')}`
  if (kind === 'attempt') return `The processor is asked what became of ${payment}`
  if (kind === 'refund') return `The processor is asked what became of a refund`
  if (kind === 'checkout') return `A checkout of ${name} expires, or is concluded or given up`
  if (kind === 'webhook') return 'A webhook is sent'
  return 'What the processor told is looked into'
}

const moments = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
  hourCycle: 'h23',
})

/** How it went so far with what an endpoint is told. */
export function toldOfWebhookEvent(event: WebhookEvent): string {
  const { tries, next_attempt_at, last_http_code, succeeded, skipped } = event
  const answer = last_http_code === null ? 'no answer' : `answered ${last_http_code}`
  if (skipped) return 'skipped, because the endpoint was off'
  if (next_attempt_at && tries === 0) return 'on its way'
  if (next_attempt_at) return `${answer}; the next try is on ${moments.format(next_attempt_at)} UTC`
  if (succeeded) return `arrived (${answer})`
  return `given up after ${tries === 1 ? 'one try' : `${tries} tries`} (${answer})`
}

function toldOfPeriodEnd(subscription: Snapshot, name: string): string {
  const next = nextStep(lifecycleOf(subscription)).kind
  const amount = `${money(subscription, 'amount')} plus any tax`
  if (next === 'ends' || next === 'ends_owing') return `${name} ends`
  if (next === 'pauses') return `${name} is paused`
  if (next === 'trial_converts') return `The trial of ${name} ends, and ${amount} is charged`
  if (next === 'payment_overdue') return `A new period of ${name} begins, with a payment overdue`
  return `${name} renews for ${amount}`
}

function lifecycleOf(row: Snapshot): Lifecycle {
  const date = (column: string) => (row[column] ? new Date(text(row, column)) : null)
  return {
    ...(row as unknown as Lifecycle),
    current_period_end: date('current_period_end')!,
    trial_end: date('trial_end'),
    ends_at: date('ends_at'),
    ended_at: date('ended_at'),
    past_due_at: date('past_due_at'),
    paused_at: date('paused_at'),
    resumes_at: date('resumes_at'),
  }
}
