import { describe, expect, it } from 'vitest'
import {
  backOff,
  duesOfAttempt,
  duesOfCheckout,
  duesOfOrder,
  duesOfSubscription,
  duesOfWebhookEvent,
  isTooLate,
  triesMax,
  waitOf,
} from './due-work.ts'

const now = new Date('2027-03-01T12:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const days = (count: number) => later(count * 86_400)

describe('what falls due of', () => {
  const subscription = { current_period_end: days(30), resumes_at: null, pause_at_period_end: false }

  it.each(['trialing', 'active', 'past_due'] as const)('a subscription that is %s: its period', (status) => {
    expect(duesOfSubscription({ ...subscription, status })).toEqual({
      period_end: days(30),
      resumption: null,
    })
  })

  it('one that owes and is to pause: nothing before it is paid', () => {
    const owing = { ...subscription, status: 'past_due' as const, pause_at_period_end: true }
    expect(duesOfSubscription(owing)).toEqual({ period_end: null, resumption: null })
  })

  it.each(['incomplete', 'incomplete_expired', 'canceled', 'unpaid'] as const)(
    'one that is %s: nothing',
    (status) => {
      expect(duesOfSubscription({ ...subscription, status })).toEqual({ period_end: null, resumption: null })
    },
  )

  it('one that is paused: its resumption, if a day was named', () => {
    const paused = { ...subscription, status: 'paused' as const }
    expect(duesOfSubscription(paused)).toEqual({ period_end: null, resumption: null })
    expect(duesOfSubscription({ ...paused, resumes_at: days(9) })).toEqual({
      period_end: null,
      resumption: days(9),
    })
  })

  it('an order: the next try to charge it', () => {
    expect(duesOfOrder({ next_payment_attempt_at: days(2) })).toEqual({ payment_retry: days(2) })
    expect(duesOfOrder({ next_payment_attempt_at: null })).toEqual({ payment_retry: null })
  })

  it('a payment: the answer that nobody heard, the bank that nobody answers, the money that came too late', () => {
    const attempt = {
      status: 'unknown' as const,
      refund_status: null,
      ask_after: null,
      created_at: now,
      modified_at: null,
    }
    const pending = { status: 'pending' as const }
    const withdrawn = { status: 'void' as const }
    expect(duesOfAttempt(attempt, pending)).toEqual({ attempt: later(30) })
    const atBank = { ...attempt, status: 'requires_action' as const }
    expect(duesOfAttempt(atBank, pending)).toEqual({ attempt: days(1) })
    expect(duesOfAttempt(atBank, withdrawn)).toEqual({ attempt: now })
    const paid = { ...attempt, status: 'succeeded' as const, modified_at: later(5) }
    expect(duesOfAttempt(paid, pending)).toEqual({ attempt: null })
    expect(duesOfAttempt({ ...paid, refund_status: 'pending' }, withdrawn)).toEqual({ attempt: later(5) })
    expect(duesOfAttempt({ ...attempt, status: 'failed' }, pending)).toEqual({ attempt: null })
  })

  it('a checkout: its end in its day, or its conclusion once its payment is settled', () => {
    const checkout = { status: 'confirmed', order_id: null, expires_at: days(1) }
    expect(duesOfCheckout({ ...checkout, status: 'open' }, null)).toEqual({ checkout: days(1) })
    for (const status of ['expired', 'succeeded'])
      expect(duesOfCheckout({ ...checkout, status }, null)).toEqual({ checkout: null })
    expect(duesOfCheckout(checkout, null)).toEqual({ checkout: days(1) })
    const order = { created_at: now, modified_at: later(9) }
    const bought = { ...checkout, order_id: 'an order' }
    expect(duesOfCheckout(bought, { ...order, status: 'pending' })).toEqual({ checkout: null })
    expect(duesOfCheckout(bought, { ...order, status: 'paid' })).toEqual({ checkout: later(9) })
  })
})

it('a webhook falls due with its next try, and not when there is none', () => {
  expect(duesOfWebhookEvent({ next_attempt_at: now })).toEqual({ webhook: now })
  expect(duesOfWebhookEvent({ next_attempt_at: null })).toEqual({ webhook: null })
})

describe('the next try', () => {
  it('of what waits for an answer comes after seconds at first, then every ten minutes, and after a day each hour', () => {
    expect(waitOf(now, now)).toEqual(later(5))
    expect(waitOf(now, later(100))).toEqual(later(150))
    expect(waitOf(now, later(6 * 3_600))).toEqual(later(6 * 3_600 + 600))
    expect(waitOf(now, days(9))).toEqual(new Date(days(9).getTime() + 3_600_000))
  })

  it('after failures comes later each time, so that an outage of twenty minutes parks nothing', () => {
    const waits = Array.from({ length: triesMax - 1 }, (_, index) => backOff(index + 1, now))
    const total = waits.reduce((sum, at) => sum + at.getTime() - now.getTime(), 0)
    expect(waits).toEqual(waits.toSorted((one, other) => one.getTime() - other.getTime()))
    expect(total).toBeGreaterThan(20 * 60_000)
  })
})

it('what is 60 days late is still done, and what is later waits for a word', () => {
  expect(isTooLate(now, days(60))).toBe(false)
  expect(isTooLate(now, later(60 * 86_400 + 1))).toBe(true)
})
