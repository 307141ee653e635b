import { describe, expect, it } from 'vitest'
import { readClockRequest } from './clock-request.ts'

const now = new Date('2027-01-31T12:00:00Z')

it.each([
  [{ advance: 'P1M' }, '2027-02-28T12:00:00.000Z'],
  [{ advance: 'P1Y' }, '2028-01-31T12:00:00.000Z'],
  [{ advance: 'P2W' }, '2027-02-14T12:00:00.000Z'],
  [{ advance: 'P1DT6H30M' }, '2027-02-01T18:30:00.000Z'],
  [{ now: '2027-03-01T00:00:00Z' }, '2027-03-01T00:00:00.000Z'],
])('takes %o for %s', (asked, expected) => {
  expect(readClockRequest(asked, now)).toEqual({ kind: 'to', date: new Date(expected) })
})

describe('in words', () => {
  it.each([
    [{ advance: '1 month' }],
    [{ advance: 'P-1M' }],
    [{ now: 'tomorrow' }],
    [{ now: '2026-01-31T12:00:00Z' }],
    [{ advance: 'P999Y' }],
    [{}],
    [null],
    [{ advance: 'P1M', now: '2027-03-01T00:00:00Z' }],
  ])('refuses %o', (asked) => {
    expect(readClockRequest(asked, now)).toMatchObject({ kind: 'problem', text: expect.any(String) })
  })
})
