import type { Ports } from '../ports/ports.ts'
import type { ProcessorPages } from '../portal/visit.ts'
import { cardOwner } from './card-owner.ts'

/** Where the sandbox plays the payment processor's pages. */
export function sandboxPages(ports: Pick<Ports, 'publicUrl' | 'secret' | 'clock'>): ProcessorPages {
  const { publicUrl } = ports
  const owner = cardOwner(ports)
  const address = (path: string, query: Record<string, string>) =>
    `${publicUrl}/sandbox/${path}?${new URLSearchParams(query)}`
  return {
    origin: new URL(publicUrl).origin,
    cardEntry: async ({ return_to, locale, whose }) =>
      address('card', { return_to, locale, ...(whose && { whose: await owner.seal(whose) }) }),
    authentication: (client_secret, return_to, locale) =>
      address('3d-secure', { client_secret, return_to, locale }),
  }
}
