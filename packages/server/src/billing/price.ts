import type { SeatTiers } from '@verge/polar/contract/products'

/** A price as the books keep it: so much a period, or so much a seat by how many there are. */
export interface Pricing {
  price_amount: number | null
  seat_tiers: SeatTiers | null
}

/** What one period costs, before discount and tax. A price without seats counts none. */
export function priceFor({ price_amount, seat_tiers }: Pricing, seats: number | null): number {
  if (!seat_tiers) return price_amount ?? 0
  const bought = seats ?? seat_tiers.minimum_seats
  if (seat_tiers.seat_tier_type === 'graduated') return graduated(seat_tiers, bought)
  const tier = seat_tiers.tiers.find(({ max_seats }) => max_seats === null || bought <= max_seats)
  return bought * (tier ?? seat_tiers.tiers.at(-1)!).price_per_seat
}

/** Each seat at the price of the tier that it falls in. */
function graduated({ tiers }: SeatTiers, seats: number): number {
  return tiers.reduce((sum, { min_seats, max_seats, price_per_seat }) => {
    const within = Math.min(seats, max_seats ?? seats) - min_seats + 1
    return sum + Math.max(0, within) * price_per_seat
  }, 0)
}
