import { describe, expect, it } from 'vitest'
import { lawFor } from './law.ts'
import { packs } from './packs.ts'

describe('the law for a customer', () => {
  it.each([
    [{ country: 'DE', state: null }, ['eu', 'germany']],
    [{ country: 'FR', state: null }, ['eu']],
    [{ country: 'US', state: 'CA' }, ['us_federal', 'us_california']],
    [{ country: 'US', state: ' Massachusetts' }, ['us_federal', 'us_massachusetts']],
    [{ country: 'US', state: 'TX' }, ['us_federal']],
    [{ country: 'US' }, ['us_federal']],
    [{ country: 'JP', state: null }, []],
  ])('billed in %j is %j', (place, expected) => {
    expect(lawFor(place).packs).toEqual(expected)
    expect(lawFor(place, 'DE').packs).toEqual(expected)
  })

  it('without an address is the one that the seller names, and without that the one that asks most', () => {
    expect(lawFor(null, 'US-CA').packs).toEqual(['us_federal', 'us_california'])
    const strictest = lawFor(null)
    expect(strictest).toMatchObject({ signed_out: true, withdrawal_days: 14, calendar_dates: true })
    for (const { since, notices, reminders } of packs.filter((pack) => pack.since !== null)) {
      expect(since).toMatch(/^\d{4}-\d\d-\d\d$/)
      expect(strictest.notices).toEqual(expect.arrayContaining([...notices]))
      expect(strictest.reminders).toEqual(expect.arrayContaining([...reminders]))
    }
  })

  it('asks nothing for what is not yet law', () => {
    expect(lawFor({ country: 'GB' })).toMatchObject({ packs: ['uk'], notices: ['withdrawal'] })
    expect(lawFor(null).packs).not.toContain('uk_subscriptions')
  })

  it('has reminders that can go out: the window of each has its days in order', () => {
    for (const { reminders } of packs) {
      for (const { days_before_max, days_before_min } of reminders)
        expect(days_before_max).toBeGreaterThan(days_before_min)
    }
  })
})
