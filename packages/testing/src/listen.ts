import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

type Handler = (request: Request) => Promise<Response>

export interface Listener {
  url: string
  close(): Promise<void>
}

/** On a free port of this machine. Whoever asks before the handler is there waits for it. */
export async function listen(handler: Promise<Handler>): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: async (request) => (await handler)(request),
    // The clients run in this process and must find the platform's own Response.
    overrideGlobalObjects: false,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}
