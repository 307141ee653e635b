import { expect, it } from 'vitest'
import { methodToPayWith } from './payment-methods.ts'

const now = new Date('2026-11-29T12:00:00Z')
const saved = { created_at: now, modified_at: null, customer_id: 'ada', processor: 'stripe' }
const card = (id: string, last4: string, exp_year = 2034) => ({
  ...saved,
  id,
  type: 'card' as const,
  method_metadata: { brand: 'visa', last4, exp_month: 12, exp_year, wallet: null },
})
const [first, second, late] = [card('first', '4242'), card('second', '0341'), card('late', '1111', 2025)]
const chosen = (
  methods: (typeof first)[],
  default_id: string | null,
  refused: { brand: string; last4: string } | null = null,
) => methodToPayWith(methods, { default_id, refused, now })?.id

it('is the default', () => expect(chosen([first, second], 'second')).toBe('second'))

it('is the first where there is no default', () => expect(chosen([first, second], null)).toBe('first'))

it('is another than the default that the bank has just refused', () =>
  expect(chosen([second, first], 'second', { brand: 'visa', last4: '0341' })).toBe('first'))

it('is another than a default that has expired', () => expect(chosen([late, first], 'late')).toBe('first'))

it('is the default again where no other can be better', () => {
  const refused = { brand: 'visa', last4: '0341' }
  expect(chosen([second], 'second', refused)).toBe('second')
  expect(chosen([late, second], 'second', refused)).toBe('second')
})

it('is none where there is none', () => expect(chosen([], null)).toBeUndefined())
