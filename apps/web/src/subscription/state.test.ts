import { describe, expect, it } from 'vitest'
import { aSubscription } from './a-subscription.ts'
import { formatMoney, formatPrice } from './money.ts'
import { inOrderOfInterest, stateInWords, type SubscriptionView } from './state.ts'

const words = (changes: Partial<SubscriptionView>) => stateInWords(aSubscription(changes), 'en')
const canceled = { cancel_at_period_end: true, ends_at: '2026-12-10T12:00:00.000Z' }

describe('a subscription in words', () => {
  it.each([
    ['active', {}, 'Active', 'Renews on December 10, 2026 for $20 plus any tax.'],
    [
      'trialing',
      { status: 'trialing', trial_end: '2026-12-01T12:00:00.000Z' },
      'Trial ends December 1, 2026',
      'Free until December 1, 2026; then $20 is charged unless you cancel before.',
    ],
    [
      'cancelling',
      canceled,
      'Cancels on December 10, 2026',
      'You keep everything until December 10, 2026. You will not be charged again.',
    ],
    [
      'cancelling in its trial',
      { ...canceled, status: 'trialing' },
      'Cancels on December 10, 2026',
      'You keep everything until December 10, 2026. You will not be charged again.',
    ],
    [
      'past due',
      { status: 'past_due', due: { amount: 2380, currency: 'usd' } },
      'Payment failed',
      'Your last payment of $23.80 did not go through. You still have access for now. Update your payment method to keep your plan.',
    ],
    [
      'ended',
      { status: 'canceled', ended_at: '2026-10-10T12:00:00.000Z' },
      'Ended',
      'Your plan ended on October 10, 2026. You are not charged any more; your invoices stay available.',
    ],
  ])('says when it is %s', (_, changes, label, sentence) => {
    expect(words(changes)).toMatchObject({ label, sentence })
  })

  it('promises no end of charges to a customer who cancels while a payment is open', () => {
    expect(words({ ...canceled, status: 'past_due' }).sentence).not.toContain('not be charged')
  })

  it('claims nothing about a status that it does not know', () => {
    expect(words({ status: 'something_new' }).label).toBe('Being updated')
  })

  it('shows what is running before what has ended', () => {
    const ended = aSubscription({ id: 'old', status: 'canceled', ended_at: '2026-10-10T12:00:00.000Z' })
    expect(inOrderOfInterest([ended, aSubscription()]).map(({ id }) => id)).toEqual(['sub-1', 'old'])
  })
})

describe('a price', () => {
  it('counts minor units as its currency does', () => {
    expect(formatMoney({ amount: 2000, currency: 'jpy' }, 'en')).toBe('¥2,000')
    expect(formatMoney({ amount: 1999, currency: 'eur' }, 'en')).toBe('€19.99')
  })
  it('names its interval', () => {
    expect(formatPrice(aSubscription(), 'en')).toBe('$20 / month')
    expect(formatPrice(aSubscription({ recurring_interval_count: 3 }), 'en')).toBe('$20 every 3 months')
  })
})
