/** What a bank may say to the next charge, in the words of whoever tries it out. */
export const declines: Readonly<Record<string, string>> = {
  card_declined: 'The bank declines it without a reason',
  insufficient_funds: 'There is not enough money on the card',
  expired_card: 'The card has expired; the same one is not tried again',
  lost_card: 'The card was reported lost; the same one is not tried again',
  authentication_required: 'The bank wants the customer to approve it',
}
