/** A payment's answer, from whichever operation it came. */
interface Answer {
  status: 'no_payment' | 'pending' | 'succeeded' | 'requires_action' | 'failed'
  client_secret: string | null
  error: string | null
}

export type PaymentStanding =
  | { kind: 'paid' }
  | { kind: 'asks'; client_secret: string }
  | { kind: 'waiting' }
  | { kind: 'failed'; error: string | null }

/** Paid, asks for 3-D Secure, failed; anything else means that the bank has not answered yet. */
export function paymentStanding({ status, client_secret, error }: Answer): PaymentStanding {
  if (status === 'succeeded') return { kind: 'paid' }
  if (status === 'failed') return { kind: 'failed', error }
  return client_secret ? { kind: 'asks', client_secret } : { kind: 'waiting' }
}
