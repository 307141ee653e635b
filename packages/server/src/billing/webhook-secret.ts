import { addDays } from './billing-period.ts'

interface Previous {
  previous_secret: string | null
  previous_secret_until: Date | null
}

interface Secrets extends Previous {
  url: string
  secret: string
}

const daysBeside = 1

/**
 * What an endpoint is signed with from now on. The secret that a new one replaces signs beside it for a day, so that no delivery
 * is refused while the receiver changes over; one that another has replaced before that is over. Whoever is at a new address has
 * never known the old one.
 */
export function secretsAfter(
  before: Secrets,
  { url = before.url, secret = before.secret }: { url?: string; secret?: string },
  now: Date,
): Previous & Pick<Secrets, 'secret'> {
  if (url !== before.url) return { secret, previous_secret: null, previous_secret_until: null }
  if (secret === before.secret) {
    const { previous_secret, previous_secret_until } = before
    return { secret, previous_secret, previous_secret_until }
  }
  return { secret, previous_secret: before.secret, previous_secret_until: addDays(now, daysBeside) }
}

/** What a delivery is signed with, the secret that holds first. */
export function secretsAt(
  { secret, previous_secret, previous_secret_until }: Omit<Secrets, 'url'>,
  now: Date,
): [string, ...string[]] {
  const isBeside = previous_secret !== null && previous_secret_until !== null && now < previous_secret_until
  return isBeside ? [secret, previous_secret] : [secret]
}
