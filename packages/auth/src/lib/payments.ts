import { Polar } from '@polar-sh/sdk'

export interface PolarConnection {
  accessToken: string
  /** One of Polar's own servers, or the address of any server that speaks its API. */
  server: 'sandbox' | 'production' | (string & {})
}

/** A customer who waits longer than this is better served by a sentence than by a spinner. */
const timeoutMs = 8_000

export function createPolarClient({ accessToken, server }: PolarConnection): Polar {
  const where = server === 'sandbox' || server === 'production' ? { server } : { serverURL: server }
  return new Polar({ accessToken, timeoutMs, ...(where as { serverURL: string }) })
}
