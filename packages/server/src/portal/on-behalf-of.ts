import type { PolarFetch } from '@verge/polar/client'

/** Somebody without a session: where they are, as far as that is known. */
export interface Guest {
  address?: string
}

/** Tells for whom it asks, as every proxy does: strangers are counted by their own address, not by ours. */
export function onBehalfOf({ address }: Guest, send: PolarFetch): PolarFetch {
  return (request) => {
    if (address) request.headers.set('x-forwarded-for', address)
    return send(request)
  }
}
