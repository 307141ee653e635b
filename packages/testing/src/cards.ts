/** Test cards, by what becomes of them. */
export const cards = {
  works: '4242424242424242',
  declinedWhenAdded: '4000000000000002',
  failsWhenCharged: '4000000000000341',
  insufficientFunds: '4000000000009995',
  asksWhenAdded: '4000002500003155',
  asksAlways: '4000002760003184',
} as const
