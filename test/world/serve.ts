import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { createApi } from '@verge/server/api/api'
import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import { issueAccessToken } from '@verge/server/operations/organizations/issue-access-token'
import { openWorld, type World } from './open.ts'

export const accessToken = 'polar_oat_of_the_seller_in_tests'

export interface ServedWorld extends World {
  url: string
  sessionOf(customer_id: string): Promise<string>
  /** @throws when the API reported a fault of its own while it served. */
  close(): Promise<void>
}

/** The world behind a real socket, as the official clients meet it. */
export async function serveWorld(): Promise<ServedWorld> {
  const world = await openWorld()
  await issueAccessToken(world.ports, world.organization.organization_id, accessToken)
  const problems: unknown[] = []
  const api = createApi(world.ports, { report: (problem) => problems.push(problem) })
  const server = createAdaptorServer({
    fetch: (request) => api(request),
    // The clients run in this process and must find the platform's own Response.
    overrideGlobalObjects: false,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ...world,
    url: `http://127.0.0.1:${port}`,
    async sessionOf(customer_id) {
      const { token } = await createCustomerSession(world.ports, world.organization, {
        body: { customer_id },
      })
      return token
    },
    async close() {
      server.close()
      await once(server, 'close')
      await world.ports.db.destroy()
      if (problems.length > 0) throw new Error('The API reported faults of its own', { cause: problems })
    },
  }
}
