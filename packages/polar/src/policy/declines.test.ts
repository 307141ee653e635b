import { describe, expect, it } from 'vitest'
import { declineOf, declineWords, mayPayAgain } from './declines.ts'

describe('why a bank did not pay', () => {
  it.each([
    ['insufficient_funds', 'insufficient_funds'],
    ['invalid_cvc', 'incorrect_details'],
    ['authentication_required', 'approval_needed'],
    ['missing_payment_method', 'no_card'],
    ['toString', 'refused'],
    [null, 'refused'],
  ])('%s is told as %s', (code, told) => {
    expect(declineOf(code)).toBe(told)
  })

  it.each(['lost_card', 'stolen_card', 'fraudulent', 'pickup_card', 'merchant_blacklist'])(
    'of %s nobody is told who may not be the owner of the card',
    (code) => {
      expect(declineOf(code)).toBe('refused')
    },
  )

  it.each(['approval_needed', 'bank_unavailable', 'given_up'] as const)(
    '%s says nothing against the card',
    (reason) => expect(mayPayAgain(reason)).toBe(true),
  )

  it.each(['refused', 'insufficient_funds', 'expired_card'] as const)('%s does', (reason) =>
    expect(mayPayAgain(reason)).toBe(false),
  )

  it('every sentence says what to do', () => {
    for (const [reason, words] of Object.entries(declineWords))
      expect([reason, words]).toEqual([reason, expect.stringMatching(/[.?:;] |again\.$/)])
  })
})
