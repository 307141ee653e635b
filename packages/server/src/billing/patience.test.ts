import { expect, it } from 'vitest'
import { afterPause, slowAnswerAt } from './patience.ts'

const since = new Date('2027-02-28T12:00:00Z')

it('asks for what takes a bank days after an hour at first, and later every six', () => {
  const waitAt = (age: number) => {
    const now = new Date(since.getTime() + age * 3_600_000)
    return (slowAnswerAt({ since, now }).getTime() - now.getTime()) / 3_600_000
  }
  expect([0, 1, 12, 24, 5 * 24].map(waitAt)).toEqual([1, 1, 3, 6, 6])
})

it.each([0, 0.5, 1])(
  'leaves a busy processor alone for as long as it says, and a little longer (%d)',
  (chance) => {
    const later = afterPause(since, 30, chance).getTime() - since.getTime()
    expect(later).toBe(30_000 * (1 + chance / 4))
  },
)
