/** A word of ours in Polar's calls. `docs/polar-compatibility.md` tells the same, word for word. */
interface Addition {
  word: string
  /** Where it may be sent. */
  calls: readonly string[]
  /** What it means, and what happens without it. */
  meaning: string
}

export const additions: readonly Addition[] = [
  {
    word: 'agreed_payments',
    calls: [
      'PATCH /v1/customer-portal/customers/me',
      'POST /v1/customer-portal/customers/me/payment-methods',
      'POST /v1/customer-portal/customers/me/payment-methods/confirm',
    ],
    meaning:
      'Which orders a card that becomes the default may pay at once, each with its amount (`order_id`, `amount`). Where it would pay any other, or another amount, nothing is saved or charged. Without it the card pays whatever is due, as with Polar.',
  },
  {
    word: 'agreed_amount',
    calls: ['POST /v1/customer-portal/orders/{id}/confirm-payment'],
    meaning:
      'What was shown to be due of the order. Without it the order is paid at what is due when it is paid, as with Polar.',
  },
  {
    word: 'quote_id',
    calls: ['PATCH /v1/customer-portal/subscriptions/{id}'],
    meaning:
      'With taking a cancellation, a pause or a change back: the id of what `GET /v1/verge/subscriptions/{id}/continuation-quote` said would follow. Without it, it is taken back whatever follows, as with Polar.',
  },
  {
    word: 'agreed',
    calls: ['POST /v1/checkouts/client/{client_secret}/confirm'],
    meaning:
      'What the last page of the checkout showed: `product_id`, `currency`, `due_amount` and `total_amount`. Without it the checkout is bought as it stands, as with Polar.',
  },
  {
    word: 'renewal_consent',
    calls: ['POST /v1/checkouts/client/{client_secret}/confirm'],
    meaning:
      'The words of the renewal that the buyer agreed to, kept with their time as proof (`docs/law.md`). Without it none is kept.',
  },
]

/** As the document has them. */
export function listedAdditions(): string {
  return additions
    .map(
      ({ word, calls, meaning }) =>
        `- **\`${word}\`** in ${calls.map((call) => `\`${call}\``).join(', ')}. ${meaning}`,
    )
    .join('\n')
}
