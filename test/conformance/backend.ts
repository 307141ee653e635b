import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { createApi } from '@verge/server/api/api'
import { createApp } from '@verge/server/app'
import { createDocuments } from '@verge/server/documents/documents'
import { createFiles } from '@verge/server/files/files'
import { advanceClock, runDue } from '@verge/server/jobs/run-due'
import { foundOrganization } from '@verge/server/operations/organizations/found'
import { issueAccessToken } from '@verge/server/operations/organizations/issue-access-token'
import { receiveProcessorEvent } from '@verge/server/operations/processor-events/receive'
import { sendSignInCodes } from '@verge/server/operations/sign-in/send-codes'
import { randomIds } from '@verge/server/ports/ids'
import { repeat } from '@verge/server/ports/repeat'
import { openSandboxProcessor } from '@verge/server/ports/sandbox-processor'
import { openWebhookSender } from '@verge/server/ports/webhook-sender'
import { createSandbox } from '../../packages/server/src/sandbox/sandbox.tsx'
import { systemClock } from '@verge/server/ports/clock'
import { openStoredWorld } from '../world/stored.ts'
import { accessToken } from '../world/serve.ts'

/** So often that nobody has to be woken. */
const dueEveryMs = 50

export interface ServedBackend {
  url: string
  token: string
  setGraceDays(days: number): Promise<void>
  /** @throws when it reported a fault of its own while it served. */
  close(): Promise<void>
}

/** Our backend with its sandbox at a socket: what `npm start` serves, without what keeps it alive. */
export async function serveBackend(): Promise<ServedBackend> {
  const stored = await openStoredWorld()
  const { ports: world } = stored
  const faults: unknown[] = []
  const report = (fault: unknown) => void faults.push(fault)
  let offsetMs = Date.parse('2027-01-31T12:00:00Z') - Date.now()
  const clock = { now: () => new Date(Date.now() + offsetMs) }
  const moveTo = (date: Date) => void (offsetMs = date.getTime() - Date.now())
  const processor = openSandboxProcessor({
    db: world.db,
    clock,
    ids: randomIds,
    tell: (event) => receiveProcessorEvent(ports, event).catch(report),
  })
  const webhooks = openWebhookSender({ clock: systemClock, allowed: { loopback: true } })
  const ports = {
    ...world,
    clock,
    ids: randomIds,
    processor,
    webhooks,
    publicUrl: '',
  }
  const worker = (share: 'books' | 'webhooks') => ({ name: share, share, told: report })
  const due = repeat(dueEveryMs, () => runDue(ports, worker('books')), report)
  const codes = repeat(dueEveryMs, () => sendSignInCodes(ports), report)
  const couriers = repeat(dueEveryMs, () => runDue(ports, worker('webhooks')), report)

  const server = createAdaptorServer({
    fetch: (request) => app(request, { isLocal: true }),
    // The clients run in this process and must find the platform's own Response.
    overrideGlobalObjects: false,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ports.publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { id: organization_id } = await foundOrganization(ports)
  await issueAccessToken(ports, organization_id, accessToken)
  const app = createApp({
    portal: async () => new Response('Not Found', { status: 404 }),
    backend: {
      api: createApi(ports, { report }),
      documents: createDocuments(ports),
      files: createFiles(ports),
      checkout: async () => new Response('Not Found', { status: 404 }),
      processorEvents: async () => new Response('Not Found', { status: 404 }),
      sandbox: createSandbox({
        ports,
        processor,
        clock,
        advanceTo: (date) => due.alone(() => advanceClock(ports, moveTo, date, worker('books'))),
        reset: async () => {},
        isOrganizationToken: async (token) => token === accessToken,
        redeliver: async () => {},
      }),
    },
  })

  return {
    url: ports.publicUrl,
    token: accessToken,
    async setGraceDays(grace_days) {
      await world.db.updateTable('organizations').set({ grace_days }).execute()
    },
    async close() {
      webhooks.close()
      ports.streams.close()
      await Promise.all([due.stop(), codes.stop(), couriers.stop()])
      server.close()
      await once(server, 'close')
      await stored.close()
      if (faults.length > 0) throw new Error('The backend reported faults of its own', { cause: faults })
    },
  }
}
