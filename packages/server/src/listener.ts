import { createAdaptorServer } from '@hono/node-server'

/** How long somebody may take over what they ask. What they are answered may take as long as it takes. */
interface Patience {
  /** Until the last header has come. */
  headersTimeout: number
  /** Until the last byte has. */
  requestTimeout: number
  /** How often it is looked who has taken longer. */
  connectionsCheckingInterval: number
}

/** The largest body there is, a part of a file, comes within a minute by a line of one and a half megabits. */
const usual: Patience = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
}

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch']

/** Speaks HTTP to strangers: whoever holds a connection without finishing what they ask is answered 408 and shown out. */
export function createListener(fetch: Fetch, patience: Patience = usual) {
  return createAdaptorServer({
    fetch,
    serverOptions: patience,
    // Other code in this process, official clients among it, must find the platform's own Response.
    overrideGlobalObjects: false,
  })
}
