import { expect, it } from 'vitest'
import { erasureRefusal, mayErase } from './erasure.ts'

const started_at = new Date('2027-02-01T12:00:00Z')
const ended = { started_at, ended_at: new Date('2027-03-01T12:00:00Z') }
const running = { started_at, ended_at: null }
const neverBegan = { started_at: null, ended_at: null }

it.each([
  ['nothing was ever bought', [], false, null],
  ['everything has ended and is paid', [ended], false, null],
  ['one never began', [neverBegan], false, null],
  ['one of several still runs', [ended, running], false, 'ErasureNotPossible'],
  ['an invoice is open', [ended], true, 'ErasureNotPossible'],
])('where %s, a customer is forgotten or not', (_, subscriptions, owes, refused) => {
  expect(erasureRefusal({ subscriptions, owes })?.error ?? null).toBe(refused)
})

it('is for the customer or the owner to ask, and for nobody who acts for them', () => {
  expect([null, 'owner'].every(mayErase)).toBe(true)
  expect(['billing_manager', 'member'].some(mayErase)).toBe(false)
})
