import { describe, expect, it } from 'vitest'
import { aSubscription } from './a-subscription.ts'
import { returnMessage } from './return-message.ts'
import type { SubscriptionView } from './state.ts'

const running = aSubscription()
const ending = aSubscription({ cancel_at_period_end: true, ends_at: '2026-12-10T12:00:00.000Z' })
const overdue = aSubscription({ status: 'past_due' })
const text = (portal: string, ...live: SubscriptionView[]) =>
  returnMessage({ portal, subscription: 'sub-1' }, live, 'en')?.text

describe('coming back from the portal', () => {
  it('confirms a cancellation that is scheduled, with the date', () => {
    expect(text('canceled', ending)).toBe(
      'Your cancellation is scheduled. You keep Pro until December 10, 2026.',
    )
  })

  it('confirms a reactivation, a new purchase and a payment that took effect', () => {
    expect(text('reactivated', running)).toContain('Your cancellation is taken back.')
    expect(text('resubscribed', { ...running, id: 'sub-2' })).toBe('Welcome back. Pro is yours again.')
    expect(text('paid', running)).toBe('Thank you. Nothing is left to pay.')
  })

  it.each([
    ['canceled', running],
    ['reactivated', ending],
    ['resubscribed', ending],
    ['paid', overdue],
  ])('does not repeat "%s" where the live state says otherwise', (action, live) => {
    const message = returnMessage({ portal: action, subscription: 'sub-1' }, [live], 'en')
    expect(message).toMatchObject({ tone: 'notice' })
    expect(message?.text).toContain('as it stands now')
  })

  it('does not take another subscription’s state for the one that was changed', () => {
    expect(text('canceled', running, { ...ending, id: 'sub-2' })).toContain('as it stands now')
  })

  it('does not call a card changed while a payment is still open', () => {
    expect(text('payment_method_updated', overdue)).toContain('A payment is still open')
  })

  it('says nothing where nothing was done, and repeats no words from the address', () => {
    expect(returnMessage({ portal: 'none' }, [running])).toBeNull()
    expect(returnMessage({}, [running])).toBeNull()
    expect(text('<b>you won</b>', running)).not.toContain('you won')
  })

  it('confirms nothing where the live state cannot be read', () => {
    expect(returnMessage({ portal: 'canceled' }, null)?.tone).toBe('notice')
  })
})
