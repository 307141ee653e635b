import { describe, expect, it } from 'vitest'
import { nextAttempt, triesAhead } from './dunning.ts'

const past_due_at = new Date('2027-03-01T12:00:00Z')
const after = (days: number) => new Date(past_due_at.getTime() + days * 86_400_000)

describe('after a failed renewal', () => {
  it.each([
    [1, 0, 2],
    [2, 2, 7],
    [3, 7, 14],
    [4, 14, 21],
  ])('failure %i on day %i is tried again on day %i', (failures, today, next) => {
    expect(
      nextAttempt({ failures, past_due_at, decline_code: 'insufficient_funds', now: after(today) }),
    ).toEqual(after(next))
  })

  it('the fifth failure is the last', () => {
    expect(
      nextAttempt({ failures: 5, past_due_at, decline_code: 'card_declined', now: after(21) }),
    ).toBeNull()
  })

  it.each(['lost_card', 'pickup_card', 'invalid_number', 'revocation_of_all_authorizations'])(
    'a card that will not be taken again (%s) is not bothered before the last day',
    (decline_code) => {
      expect(nextAttempt({ failures: 1, past_due_at, decline_code, now: past_due_at })).toEqual(after(21))
    },
  )

  it('nothing is tried once the deadline has passed', () => {
    expect(
      nextAttempt({ failures: 1, past_due_at, decline_code: 'card_declined', now: after(22) }),
    ).toBeNull()
  })
})

describe('what is told beforehand', () => {
  it.each([
    [1, 'insufficient_funds', [2, 7, 14, 21]],
    [3, 'insufficient_funds', [14, 21]],
    [1, 'lost_card', [21]],
  ] as const)('after failure %i (%s) the tries are those that will come', (failures, decline_code, days) => {
    const next_at = after(days[0])
    expect(triesAhead(next_at, { failures, past_due_at, decline_code })).toEqual(days.map(after))
  })
})
