import { describe, expect, it } from 'vitest'
import { withdrawalRefusal, withdrawalUntil, type WithdrawalConsent } from '@verge/polar/policy/withdrawal'
import { basisOf, givenBack, type PaidFor } from './withdrawal.ts'

const concluded_at = new Date('2027-01-31T23:30:00Z')
const order: PaidFor = {
  dispute_status: null,
  period_start: new Date('2027-01-31T12:00:00Z'),
  period_end: new Date('2027-02-28T12:00:00Z'),
  paid: { amount: 2000, tax_amount: 380 },
  given: { amount: 0, tax_amount: 0 },
}
const after = (days: number) => new Date(order.period_start!.getTime() + days * 86_400_000)

describe('the right to withdraw', () => {
  const asked = (changed: object, now: string, withdrawal_days: number | null = 14) =>
    withdrawalRefusal(
      { concluded_at, ended_at: null, consents: [], is_business: false, renews: true, ...changed },
      { withdrawal_days },
      new Date(now),
    )
  it('lasts to the end of the fourteenth day after the contract, wherever the customer is', () => {
    expect(withdrawalUntil(concluded_at, 14).toISOString()).toBe('2027-02-15T12:00:00.000Z')
    expect(asked({}, '2027-02-15T11:59:59Z')).toBeNull()
    expect(asked({}, '2027-02-15T12:00:00Z')?.error).toBe('WithdrawalNotPossible')
  })

  it('is a consumer’s, of a contract that runs, where there is one and it was not given up', () => {
    const now = '2027-02-01T00:00:00Z'
    const waived: WithdrawalConsent[] = ['waived']
    expect(asked({ is_business: true }, now)?.error).toBe('WithdrawalNotPossible')
    expect(asked({ consents: waived }, now)?.error).toBe('WithdrawalNotPossible')
    expect(asked({ ended_at: concluded_at }, now)?.error).toBe('WithdrawalNotPossible')
    expect(asked({}, now, null)?.error).toBe('WithdrawalNotPossible')
    expect(asked({ consents: ['begin_early'] }, now)).toBeNull()
  })
})

describe('a withdrawal gives back', () => {
  it('all that was paid with its tax, however long it was used, unless it was asked to begin early', () => {
    expect(basisOf([])).toBe('full')
    expect(basisOf(['begin_early'])).toBe('pro_rata')
    expect(givenBack(order, 'full', after(13))).toEqual({ amount: 2000, tax_amount: 380 })
  })

  it('what is left of the time otherwise: days that are over are kept, rounded down', () => {
    expect(givenBack(order, 'pro_rata', after(0.9))).toEqual({ amount: 2000, tax_amount: 380 })
    // 7 of 28 days.
    expect(givenBack(order, 'pro_rata', after(7))).toEqual({ amount: 1500, tax_amount: 285 })
    // 1 of 28 days is 71.43 of 2000.
    expect(givenBack(order, 'pro_rata', after(1))).toEqual({ amount: 1929, tax_amount: 367 })
    expect(givenBack(order, 'pro_rata', after(40))).toEqual({ amount: 0, tax_amount: 0 })
  })

  it('never what was given back before, nor what a bank decides over', () => {
    const given = { amount: 600, tax_amount: 114 }
    expect(givenBack({ ...order, given }, 'full', after(1))).toEqual({ amount: 1400, tax_amount: 266 })
    expect(givenBack({ ...order, given }, 'pro_rata', after(24))).toEqual({ amount: 0, tax_amount: 0 })
    const disputed = { ...order, dispute_status: 'needs_response' }
    expect(givenBack(disputed, 'full', after(1))).toEqual({ amount: 0, tax_amount: 0 })
  })
})
