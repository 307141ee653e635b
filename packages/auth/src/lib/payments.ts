import { createPolar, type Environment, type Polar } from '@polar-sh/sdk/2026-10'

export interface PolarConnection {
  accessToken: string
  /** One of Polar's own servers, or the address of any server that speaks its API. */
  server: 'sandbox' | 'production' | (string & {})
}

/** A customer who waits longer than this is better served by a sentence than by a spinner. */
const timeoutS = 8

export function createPolarClient({ accessToken, server }: PolarConnection): Polar {
  const where = isPolars(server) ? { environment: server } : { baseUrl: server }
  return createPolar({ accessToken, timeout: timeoutS, ...where })
}

function isPolars(server: string): server is Environment {
  return server === 'sandbox' || server === 'production'
}
