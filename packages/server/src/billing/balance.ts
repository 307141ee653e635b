/** What a card network is not asked for: less than it costs, in minor units. */
const minimumCharge: Record<string, number> = {
  aed: 200,
  chf: 50,
  dkk: 250,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  jpy: 50,
  krw: 500,
  mxn: 1_000,
  nok: 300,
  pln: 200,
  sek: 300,
  thb: 1_000,
}
const usualMinimum = 50

/**
 * What an order takes from the customer's balance (below zero) or adds to what is due (above zero), so that
 * total + applied is what the card is charged. Credit is used up first and debt is collected; what is too little to
 * charge is owed until the next order, and what an order gives back becomes credit.
 */
export function appliedBalance({
  total,
  balance,
  currency,
}: {
  total: number
  balance: number
  currency: string
}): number {
  if (total <= 0) return -total || 0
  const due = Math.max(0, total - balance)
  return due < (minimumCharge[currency] ?? usualMinimum) ? -total : due - total
}
