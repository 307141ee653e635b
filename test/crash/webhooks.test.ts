import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Webhook } from 'standardwebhooks'
import { runDue } from '@verge/server/jobs/run-due'
import { createWebhookEndpoint } from '@verge/server/operations/webhooks/create'
import { systemClock } from '@verge/server/ports/clock'
import { openWebhookSender } from '@verge/server/ports/webhook-sender'
import { openWorld, type World } from '../world/open.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'
import { killStandingStill } from './stand-still.ts'
import type { Errand, Moment } from './courier.ts'

let books: StoredBooks
let world: World
let receiver: Server
let heard: { id: string; body: string; headers: IncomingHttpHeaders }[] = []
let secret = ''

beforeAll(async () => {
  books = await openStoredBooks()
  world = await openWorld({ database: books.db })
  const webhooks = openWebhookSender({ clock: systemClock, allowed: { loopback: true } })
  Object.assign(world.ports, { webhooks })
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      heard.push({ id: String(request.headers['webhook-id']), body, headers: request.headers })
      response.end()
    })
  })
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const body = { url, format: 'raw' as const, events: ['customer.created' as const] }
  ;({ secret } = await createWebhookEndpoint(world.ports, world.organization, { body }))
})
afterAll(async () => {
  receiver.close()
  await books.close()
})

async function killed(moment: Moment): Promise<void> {
  const errand: Errand = { config: { ...books.config }, now: world.ports.clock.now().toISOString(), moment }
  await killStandingStill('courier.ts', errand)
}

it.each([
  ['before it is sent', 0, 1],
  ['between sending and noting it', 1, 2],
  ['after it was noted', 1, 1],
] as const)(
  'a webhook whose sender is killed %s arrives, each time under the same id and with the same bytes',
  async (moment, before, after) => {
    heard = []
    world.pass(3_600)
    const { customer } = await world.addCustomer(`${moment.replaceAll(' ', '-')}@example.com`)
    await killed(moment)
    expect(heard).toHaveLength(before)
    // What the dead one held is free by then.
    world.pass(60)
    await runDue(world.ports)
    expect(heard).toHaveLength(after)
    expect(new Set(heard.map(({ id }) => id)).size).toBe(1)
    expect(new Set(heard.map(({ body }) => body)).size).toBe(1)
    const verifier = new Webhook(Buffer.from(secret).toString('base64'))
    for (const { body, headers } of heard)
      expect(verifier.verify(body, headers as Record<string, string>)).toMatchObject({
        data: { id: customer.id },
      })
    const event = await books.db
      .selectFrom('webhook_events')
      .selectAll()
      .where('id', '=', heard[0]!.id)
      .executeTakeFirstOrThrow()
    expect(event).toMatchObject({ tries: 1, succeeded: true, next_attempt_at: null })
    world.pass(3_600)
    await runDue(world.ports)
    expect(heard).toHaveLength(after)
  },
  60_000,
)
