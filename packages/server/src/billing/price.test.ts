import { describe, expect, it } from 'vitest'
import { priceFor } from './price.ts'

const tiers = [
  { min_seats: 1, max_seats: 4, price_per_seat: 1000 },
  { min_seats: 5, max_seats: 9, price_per_seat: 800 },
  { min_seats: 10, max_seats: null, price_per_seat: 500 },
]
const seat_tiers = { tiers, minimum_seats: 1, maximum_seats: null }

describe('a price by seats', () => {
  it.each([
    [1, 1000],
    [4, 4000],
    [5, 4000],
    [9, 7200],
    [10, 5000],
  ])('by volume asks for %i seats %i, all at the price of their tier', (seats, amount) => {
    expect(
      priceFor({ price_amount: null, seat_tiers: { ...seat_tiers, seat_tier_type: 'volume' } }, seats),
    ).toBe(amount)
  })

  it.each([
    [4, 4000],
    [5, 4800],
    [9, 8000],
    [12, 9500],
  ])('graduated asks for %i seats %i, each at the price of its own tier', (seats, amount) => {
    const pricing = {
      price_amount: null,
      seat_tiers: { ...seat_tiers, seat_tier_type: 'graduated' },
    } as const
    expect(priceFor(pricing, seats)).toBe(amount)
  })

  it('that names no number of seats is for the fewest', () => {
    const pricing = {
      price_amount: null,
      seat_tiers: { ...seat_tiers, seat_tier_type: 'volume', minimum_seats: 3 },
    } as const
    expect(priceFor(pricing, null)).toBe(3000)
  })
})

it('a fixed price is the same whatever the seats', () => {
  expect(priceFor({ price_amount: 2000, seat_tiers: null }, 7)).toBe(2000)
})
