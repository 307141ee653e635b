const wordings: Record<string, string> = {
  insufficient_funds: 'There is not enough money on this card. Nothing was charged. Try another card.',
  authentication_required:
    'The bank asks you to approve the payment. Nothing was charged. Pay again and approve it.',
  authentication_failed: 'The payment was not approved at the bank. Nothing was charged.',
  canceled: 'This payment was given up before the bank approved it. Nothing was charged.',
}
const declined = 'The bank refused this card. Nothing was charged. Try another card.'

/** What a customer reads about a payment that failed. */
export function wordsFor(decline_code: string | null): string {
  return wordings[decline_code ?? ''] ?? declined
}
