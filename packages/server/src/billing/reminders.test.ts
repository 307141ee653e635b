import { describe, expect, it } from 'vitest'
import { cardSchemes } from '@verge/polar/law/card-schemes'
import { packs } from '@verge/polar/law/packs'
import { expiryOf, reminderOf } from './reminders.ts'

const at = (day: string) => new Date(`${day}T12:00:00Z`)
const yearly = {
  id: 'sub',
  status: 'active' as const,
  amount: 12_000,
  recurring_interval: 'year' as const,
  recurring_interval_count: 1,
  current_period_start: at('2027-01-31'),
  current_period_end: at('2028-01-31'),
  started_at: at('2027-01-31'),
  trial_end: null,
  cancel_at_period_end: false,
  ends_at: null,
  ended_at: null,
  past_due_at: null,
  pause_at_period_end: false,
  paused_at: null,
  resumes_at: null,
}
const monthly = {
  ...yearly,
  recurring_interval: 'month' as const,
  current_period_start: at('2027-12-31'),
  current_period_end: at('2028-01-31'),
}
const trial = {
  ...yearly,
  status: 'trialing' as const,
  started_at: null,
  current_period_start: at('2027-01-01'),
  current_period_end: at('2027-01-31'),
  trial_end: at('2027-01-31'),
}
const daysAhead = (subscription: Parameters<typeof reminderOf>[0]) => {
  const reminder = reminderOf(subscription)
  return reminder && (reminder.announced.getTime() - reminder.at.getTime()) / 86_400_000
}

const day = 86_400_000
const lengthOf = ({
  current_period_start,
  current_period_end,
}: Pick<typeof yearly, 'current_period_start' | 'current_period_end'>) =>
  (current_period_end.getTime() - current_period_start.getTime()) / day
const quarterly = { ...yearly, current_period_end: at('2027-04-30') }
const twoMonths = { ...trial, current_period_end: at('2027-03-01'), trial_end: at('2027-03-01') }

const lives = { renewal: [quarterly, yearly], trial_end: [trial, twoMonths] }

describe('every law in force and both card schemes', () => {
  const windows = [
    ...packs.filter(({ since }) => since !== null).map(({ id, reminders }) => [id, reminders] as const),
    ['card schemes', cardSchemes] as const,
  ].flatMap(([by, reminders]) => reminders.map((reminder) => [by, reminder.about, reminder] as const))

  it.each(windows.filter(([, about]) => about !== 'price_change'))(
    'have what they ask: %s of %s',
    (_, about, { longer_than_days, days_before_min, days_before_max }) => {
      const concerned = lives[about === 'renewal' ? 'renewal' : 'trial_end'].filter(
        (one) => lengthOf(one) > longer_than_days,
      )
      expect(concerned).not.toEqual([])
      for (const one of concerned) {
        expect(daysAhead(one)).toBeGreaterThanOrEqual(days_before_min)
        expect(daysAhead(one)).toBeLessThanOrEqual(days_before_max)
      }
    },
  )
})

describe('a renewal', () => {
  it('of a year is announced with ten days to spare', () => {
    expect(daysAhead(yearly)).toBe(25)
  })

  it('of a month is announced once a year', () => {
    expect(daysAhead(monthly)).toBe(7)
    const month = { current_period_start: at('2027-11-30'), current_period_end: at('2027-12-31') }
    expect(reminderOf({ ...monthly, ...month })).toBeNull()
    const first = { current_period_start: at('2027-01-31'), current_period_end: at('2027-02-28') }
    expect(reminderOf({ ...monthly, ...first })).toBeNull()
  })

  it.each([
    ['is canceled', { cancel_at_period_end: true }],
    ['is to pause', { pause_at_period_end: true }],
    ['has ended', { status: 'canceled' as const, ended_at: at('2027-03-01') }],
    ['costs nothing', { amount: 0 }],
  ])('of what %s is not announced', (_, change) => {
    expect(reminderOf({ ...yearly, ...change })).toBeNull()
  })

  it('is another one when the end moves', () => {
    const moved = { ...yearly, current_period_end: at('2028-02-29') }
    expect(reminderOf(moved)!.key).not.toBe(reminderOf(yearly)!.key)
  })
})

describe('the end of a trial', () => {
  it('is announced with three days to spare', () => {
    expect(daysAhead(trial)).toBe(10)
  })

  it('that is short is announced as it begins', () => {
    const week = { ...trial, current_period_end: at('2027-01-08'), trial_end: at('2027-01-08') }
    expect(reminderOf(week)!.at).toEqual(week.current_period_start)
  })
})

it('a card is announced a month before it is taken no more', () => {
  const card = { id: 'card', exp_month: 12, exp_year: 2027, deleted_at: null }
  expect(expiryOf(card)).toEqual({
    key: 'card_expiring:card:2027-12',
    at: new Date('2027-12-01T00:00:00Z'),
    announced: new Date('2028-01-01T00:00:00Z'),
  })
  expect(expiryOf({ ...card, deleted_at: at('2027-02-01') })).toBeNull()
})
