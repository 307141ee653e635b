import type { ProcessorPages } from '../portal/visit.ts'

/** Where the sandbox plays the payment processor's pages. */
export function sandboxPages(publicUrl: string): ProcessorPages {
  const address = (path: string, query: Record<string, string>) =>
    `${publicUrl}/sandbox/${path}?${new URLSearchParams(query)}`
  return {
    origin: new URL(publicUrl).origin,
    cardEntry: (return_to, locale) => address('card', { return_to, locale }),
    authentication: (client_secret, return_to, locale) =>
      address('3d-secure', { client_secret, return_to, locale }),
  }
}
