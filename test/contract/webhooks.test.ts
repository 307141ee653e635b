import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { polar, webhooks } from '@polar-sh/better-auth'
import { Polar } from '@polar-sh/sdk'
import { WebhookEventType as KnownTo047 } from '@polar-sh/sdk/models/components/webhookeventtype.js'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { validateEvent } from '@polar-sh/sdk/webhooks'
import { betterAuth } from 'better-auth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Webhook } from 'standardwebhooks'
import { createPolar, webhooks as received } from 'polar-sdk-1/2026-10'
import { webhookEventType, type WebhookEventType } from '@verge/polar/contract/webhooks'
import { runDue } from '@verge/server/jobs/run-due'
import { updateOrganization } from '@verge/server/operations/organizations/update'
import { createWebhookEndpoint } from '@verge/server/operations/webhooks/create'
import { systemClock } from '@verge/server/ports/clock'
import { openWebhookSender } from '@verge/server/ports/webhook-sender'
import { appUrl, openApp } from '../world/app.ts'
import { anyClient } from '../world/plugin.ts'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'
import { buyTeam, sellTeam } from '../world/team.ts'

type Handler = (request: Request) => Response | Promise<Response>

let world: ServedWorld
let sender: ReturnType<typeof openWebhookSender>
const closing: (() => void)[] = []
beforeAll(async () => {
  world = await serveWorld()
  // Over the network, as a receiver meets it.
  sender = openWebhookSender({ clock: systemClock, allowed: { loopback: true } })
  Object.assign(world.ports, { webhooks: sender })
})
afterAll(async () => {
  sender.close()
  for (const close of closing) close()
  await world.close()
})

async function listening(handler: Handler): Promise<string> {
  const server = createAdaptorServer({ fetch: (request) => handler(request), overrideGlobalObjects: false })
  closing.push(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const setMembers = (member_model_enabled: boolean) =>
  updateOrganization(world.ports, world.organization, { body: { member_model_enabled } })

/** Everything that happens to one customer, over the API where it can. */
async function live(email: string): Promise<void> {
  const seller = createPolar({ accessToken, baseUrl: world.url })
  const { customer } = await world.addCustomer(email, '4242424242424242')
  const { id } = await world.subscribe(customer.id)
  const portal = createPolar({ accessToken: await world.sessionOf(customer.id), baseUrl: world.url })
  await seller.customers.update(customer.id, { name: 'Ada' })
  await portal.customerPortal.subscriptions.cancel(id)
  await portal.customerPortal.subscriptions.update(id, { cancel_at_period_end: false })
  const { items } = await seller.orders.list({ customer_id: customer.id })
  await seller.refunds.create({ order_id: items[0]!.id, amount: 500, reason: 'customer_request' })
  const product_id = await sellTeam(world)
  const team = await buyTeam(world, { product_id, customer_id: customer.id, seats: 2 })
  const seat = await seller.customerSeats.assignSeat({
    subscription_id: team.id,
    email: `colleague-of-${email}`,
    immediate_claim: true,
  })
  await seller.customerSeats.revokeSeat(seat.id)
  const discount = await seller.discounts.create({
    name: 'Spring',
    type: 'percentage',
    basis_points: 1000,
    duration: 'once',
  })
  await seller.discounts.update(discount.id, { name: 'May' })
  await seller.discounts.delete(discount.id)
  await seller.checkouts.create({ products: [product_id] })
  const { current_period_end } = await world.ports.db
    .selectFrom('subscriptions')
    .select('current_period_end')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  world.moveTo(current_period_end)
  await runDue(world.ports)
  await world.ports.processor.failNextCharge('insufficient_funds')
  world.moveTo(new Date(current_period_end.getTime() + 32 * 86_400_000))
  await runDue(world.ports)
  await seller.subscriptions.revoke(id)
  await seller.customers.delete(customer.id)
  await setMembers(true)
  const { id: group } = await seller.customers.create({ type: 'team', email: `team-of-${email}` })
  const member = await seller.customers.members.create(group, { email: `member-of-${email}` })
  await seller.customers.members.update(group, member.id, { name: 'Grace' })
  await seller.customers.members.delete(group, member.id)
  await setMembers(false)
  await runDue(world.ports)
}

const inAnyLife: WebhookEventType[] = [
  'checkout.created',
  'checkout.expired',
  'checkout.updated',
  'customer.created',
  'customer.deleted',
  'customer.state_changed',
  'customer.updated',
  'customer_seat.assigned',
  'customer_seat.claimed',
  'customer_seat.revoked',
  'member.created',
  'member.deleted',
  'member.updated',
  'order.created',
  'order.paid',
  'order.refunded',
  'order.updated',
  'organization.updated',
  'product.created',
  'refund.created',
  'refund.updated',
  'subscription.active',
  'subscription.canceled',
  'subscription.created',
  'subscription.past_due',
  'subscription.revoked',
  'subscription.uncanceled',
  'subscription.updated',
]
/** Which the client 0.47.1 does not know yet. */
const newer: WebhookEventType[] = [
  'discount.created',
  'discount.deleted',
  'discount.updated',
  'subscription.cycled',
]

async function deliveriesTo(endpoint_id: string) {
  return world.ports.db
    .selectFrom('webhook_deliveries')
    .innerJoin('webhook_events', 'webhook_events.id', 'webhook_event_id')
    .select(['type', 'webhook_deliveries.succeeded', 'http_code', 'response', 'webhook_events.id', 'payload'])
    .where('webhook_deliveries.endpoint_id', '=', endpoint_id)
    .orderBy('position')
    .execute()
}

describe('an app that is sent what happens', () => {
  it("takes all of it with Polar's own plugin, which verifies each signature and each field", async () => {
    const heard: string[] = []
    const listener: { handler: Handler } = { handler: () => new Response(null, { status: 500 }) }
    const url = await listening((request) => listener.handler(request))
    const { webhooks: api } = new Polar({ accessToken, serverURL: world.url })
    const endpoint = await api.createWebhookEndpoint({
      url: `  ${url}/api/auth/polar/webhooks `,
      format: 'raw',
      events: Object.values(KnownTo047),
    })
    const auth = betterAuth({
      baseURL: url,
      secret: 'a secret of at least thirty-two characters',
      database: memoryAdapter({ user: [], account: [], session: [], verification: [] }),
      plugins: [
        polar({
          client: new Polar({ accessToken, serverURL: world.url }),
          use: [
            webhooks({
              secret: endpoint.secret,
              onPayload: async ({ type }) => void heard.push(type),
            }),
          ],
        }),
      ],
    })
    listener.handler = (request) => auth.handler(request)
    await live('ada@example.com')
    const deliveries = await deliveriesTo(endpoint.id)
    expect(deliveries.filter(({ succeeded }) => !succeeded)).toEqual([])
    expect([...new Set(heard)].toSorted()).toEqual(inAnyLife)
    expect(heard).toEqual(deliveries.map(({ type }) => type))
    await api.deleteWebhookEndpoint({ id: endpoint.id })
  })

  it('verifies it with the client 1.0.1, with Standard Webhooks and with our own plugin, newer events too', async () => {
    const heard = { official: [] as string[], standard: [] as string[], ours: [] as string[] }
    const problems: unknown[] = []
    const { webhooks: api } = createPolar({ accessToken, baseUrl: world.url })
    let secret = ''
    let app: ReturnType<typeof openApp> | null = null
    const url = await listening(async (request) => {
      try {
        const body = await request.clone().text()
        const headers = Object.fromEntries(request.headers)
        const { type } = (await received.validateEvent(body, headers, secret)) as { type: string }
        heard.official.push(type)
        const known = new Webhook(Buffer.from(secret).toString('base64')).verify(body, headers)
        heard.standard.push((known as { type: string }).type)
        return await app!.auth.handler(new Request(`${appUrl}/api/auth/polar/webhooks`, request))
      } catch (error) {
        problems.push(error)
        return new Response(null, { status: 400 })
      }
    })
    const endpoint = await api.createWebhookEndpoint({ url, format: 'raw', events: webhookEventType.options })
    await api.updateWebhookEndpoint(endpoint.id, { name: 'all' })
    ;({ secret } = await api.resetWebhookEndpointSecret(endpoint.id))
    app = openApp({
      client: anyClient(world),
      webhookSecret: secret,
      onPayload: ({ type }) => void heard.ours.push(type),
    })
    await live('grace@example.com')
    expect(problems).toEqual([])
    const deliveries = await deliveriesTo(endpoint.id)
    expect(deliveries.filter(({ succeeded }) => !succeeded)).toEqual([])
    expect([...new Set(heard.official)].toSorted()).toEqual([...inAnyLife, ...newer].toSorted())
    expect(heard.standard).toEqual(heard.official)
    expect(heard.ours).toEqual(heard.official)

    // Sent again, it is the same message: whoever keeps the ids hears nothing twice.
    const again = deliveries.find(({ type }) => type === 'order.paid')!
    await api.redeliverWebhookEvent(again.id)
    await runDue(world.ports)
    expect(heard.official.at(-1)).toBe('order.paid')
    expect(heard.ours).toHaveLength(heard.official.length - 1)
    await api.deleteWebhookEndpoint(endpoint.id)
  })

  it('takes it for a day with the secret before a new one, and no longer', async () => {
    const heard: string[] = []
    const problems: unknown[] = []
    const secrets: string[] = []
    const { webhooks: api } = createPolar({ accessToken, baseUrl: world.url })
    let app: ReturnType<typeof openApp> | null = null
    const url = await listening(async (request) => {
      try {
        const body = await request.clone().text()
        const headers = Object.fromEntries(request.headers)
        for (const secret of secrets) {
          await received.validateEvent(body, headers, secret)
          validateEvent(body, headers, secret)
        }
        return await app!.auth.handler(new Request(`${appUrl}/api/auth/polar/webhooks`, request))
      } catch (error) {
        problems.push(error)
        return new Response(null, { status: 400 })
      }
    })
    const endpoint = await api.createWebhookEndpoint({ url, format: 'raw', events: ['customer.created'] })
    const { secret } = await api.resetWebhookEndpointSecret(endpoint.id)
    secrets.push(endpoint.secret, secret)
    app = openApp({
      client: anyClient(world),
      webhookSecret: endpoint.secret,
      onPayload: ({ type }) => void heard.push(type),
    })
    await world.addCustomer('early@example.com')
    await runDue(world.ports)
    expect([heard, problems]).toEqual([['customer.created'], []])
    world.pass(24 * 3_600)
    await world.addCustomer('late@example.com')
    await runDue(world.ports)
    expect(heard).toHaveLength(1)
    expect(problems).toHaveLength(1)
    await api.deleteWebhookEndpoint(endpoint.id)
  })
})

describe('an endpoint', () => {
  const seller = () => createPolar({ accessToken, baseUrl: world.url }).webhooks
  const ask = (method: string, path: string, body?: unknown) =>
    fetch(`${world.url}/v1/webhooks${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const made = { url: 'https://hooks.example.com/polar', format: 'raw', events: ['order.paid'] } as const

  it('is made, read, listed, changed and deleted by the official client 0.47.1', async () => {
    const { webhooks: api } = new Polar({ accessToken, serverURL: world.url })
    const endpoint = await api.createWebhookEndpoint({
      ...made,
      name: 'Orders',
      events: ['order.paid', 'order.paid'],
    })
    expect(endpoint).toMatchObject({ ...made, name: 'Orders', enabled: true, modifiedAt: null })
    expect(endpoint.secret).toMatch(/^whsec_\w{43}$/)
    const { id } = endpoint
    expect(await api.getWebhookEndpoint({ id })).toEqual(endpoint)
    const { result } = await api.listWebhookEndpoints({})
    expect(result.items).toEqual([endpoint])
    const webhookEndpointUpdate = { url: null, name: null, enabled: false }
    const changed = await api.updateWebhookEndpoint({ id, webhookEndpointUpdate })
    expect(changed).toMatchObject({ url: made.url, name: null, enabled: false, secret: endpoint.secret })
    const reset = await api.resetWebhookEndpointSecret({ id })
    expect(reset.secret).toMatch(/^whsec_/)
    expect(reset.secret).not.toBe(endpoint.secret)
    await api.deleteWebhookEndpoint({ id })
    await expect(api.getWebhookEndpoint({ id })).rejects.toMatchObject({ error: 'ResourceNotFound' })
    await expect(api.deleteWebhookEndpoint({ id })).rejects.toMatchObject({ error: 'ResourceNotFound' })
  })

  it('is the same to the official client 1.0.1, in each spelling of the address', async () => {
    const endpoint = await seller().createWebhookEndpoint({
      ...made,
      events: [...made.events],
      api_version: '2026-10',
    })
    expect(endpoint).toMatchObject({
      api_version: '2026-10',
      uses_standard_webhook_signature: false,
      name: null,
    })
    expect((await seller().listWebhookEndpoints()).items).toEqual([endpoint])
    for (const path of [`/endpoints/${endpoint.id}`, `/endpoints/${endpoint.id}/`])
      expect(await (await ask('GET', path)).json()).toEqual(endpoint)
    for (const path of ['/endpoints', '/endpoints/', '/deliveries', '/deliveries/'])
      expect((await ask('GET', path)).status).toBe(200)
    await seller().deleteWebhookEndpoint(endpoint.id)
  })

  it('takes a secret of the seller of 32 letters, and none shorter', async () => {
    const answer = await ask('POST', '/endpoints', { ...made, secret: 'x'.repeat(32) })
    const { secret, id } = (await answer.json()) as { secret: string; id: string }
    expect([answer.status, secret]).toEqual([201, 'x'.repeat(32)])
    expect((await ask('POST', '/endpoints', { ...made, secret: 'x'.repeat(31) })).status).toBe(422)
    await seller().deleteWebhookEndpoint(id)
  })

  it('is refused where it can never be reached, and cannot be turned on again there', async () => {
    for (const url of ['http://example.com/', 'https://10.0.0.1/', 'https://intranet/', 'nonsense']) {
      const answer = await ask('POST', '/endpoints', { ...made, url })
      expect(answer.status).toBe(422)
      expect(await answer.json()).toMatchObject({ detail: [{ loc: ['body', 'url'] }] })
    }
    const { id } = await seller().createWebhookEndpoint({ ...made, events: [...made.events] })
    await seller().updateWebhookEndpoint(id, { enabled: false })
    // As it was taken once, by other rules.
    await world.ports.db
      .updateTable('webhook_endpoints')
      .set({ url: 'https://intranet/' })
      .where('id', '=', id)
      .execute()
    const answer = await ask('PATCH', `/endpoints/${id}`, { enabled: true })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ detail: [{ loc: ['body', 'enabled'] }] })
    expect(await seller().updateWebhookEndpoint(id, { url: made.url, enabled: true })).toMatchObject({
      enabled: true,
    })
    await seller().deleteWebhookEndpoint(id)
  })

  it('is refused with types of events that there are not, and with another organization', async () => {
    for (const wrong of [
      { events: ['order.eaten'] },
      { format: 'carrier pigeon' },
      { organization_id: crypto.randomUUID() },
    ])
      expect((await ask('POST', '/endpoints', { ...made, ...wrong })).status).toBe(422)
  })

  it('of another organization, its tries and its events are not there', async () => {
    const { db } = world.ports
    const own = await db.selectFrom('organizations').selectAll().executeTakeFirstOrThrow()
    const organization_id = crypto.randomUUID()
    await db
      .insertInto('organizations')
      .values({
        ...own,
        id: organization_id,
        slug: 'other',
        address: JSON.stringify(own.address),
        portal_settings: JSON.stringify(own.portal_settings),
      })
      .execute()
    const other = { kind: 'organization', organization_id } as const
    const body = { ...made, events: ['customer.created' as const] }
    const { id } = await createWebhookEndpoint(world.ports, other, { body })
    const event_id = crypto.randomUUID()
    const now = world.ports.clock.now()
    const event = {
      id: event_id,
      created_at: now,
      modified_at: null,
      endpoint_id: id,
      event_id: null,
      payload: '{}',
    }
    await db
      .insertInto('webhook_events')
      .values({
        ...event,
        type: 'customer.created',
        api_version: '2026-04',
        format: 'raw',
        next_attempt_at: null,
        last_http_code: 200,
        succeeded: true,
        finished_at: now,
      })
      .execute()
    const tried = {
      created_at: now,
      webhook_event_id: event_id,
      endpoint_id: id,
      http_code: 200,
      response: 'secret',
    }
    await db
      .insertInto('webhook_deliveries')
      .values({ ...tried, id: crypto.randomUUID(), succeeded: true })
      .execute()
    const before = await (await ask('GET', '/endpoints')).json()
    expect(JSON.stringify(before)).not.toContain(id)
    expect(await (await ask('GET', `/deliveries?endpoint_id=${id}`)).json()).toMatchObject({ items: [] })
    for (const [method, path] of [
      ['GET', `/endpoints/${id}`],
      ['PATCH', `/endpoints/${id}`],
      ['PATCH', `/endpoints/${id}/secret`],
      ['DELETE', `/endpoints/${id}`],
      ['POST', `/events/${event_id}/redeliver`],
    ] as const) {
      const answer = await ask(method, path, method === 'GET' ? undefined : {})
      expect([path, answer.status, await answer.json()]).toEqual([
        path,
        404,
        { error: 'ResourceNotFound', detail: 'Not found' },
      ])
    }
  })
})

describe('what was tried', () => {
  it('is read and sent again through both official clients', async () => {
    let status = 500
    const url = await listening(() => new Response('not today', { status }))
    const { webhooks: older } = new Polar({ accessToken, serverURL: world.url })
    const { webhooks: newest } = createPolar({ accessToken, baseUrl: world.url })
    const { id } = await older.createWebhookEndpoint({ url, format: 'raw', events: ['customer.created'] })
    const { customer } = await world.addCustomer('tried@example.com')
    await runDue(world.ports)
    const { result } = await older.listWebhookDeliveries({
      endpointId: id,
      succeeded: false,
      httpCodeClass: '5xx',
      eventType: ['customer.created'],
      startTimestamp: new Date(0),
      query: 'tried@',
    })
    expect(result.items).toMatchObject([
      {
        succeeded: false,
        httpCode: 500,
        response: 'not today',
        webhookEvent: {
          type: 'customer.created',
          succeeded: false,
          lastHttpCode: 500,
          skipped: false,
          isArchived: false,
        },
      },
    ])
    const { webhookEvent } = result.items[0]!
    expect(JSON.parse(webhookEvent.payload!)).toMatchObject({
      type: 'customer.created',
      data: { id: customer.id },
    })
    status = 202
    await older.redeliverWebhookEvent({ id: webhookEvent.id })
    await runDue(world.ports)
    const { items } = await newest.listWebhookDeliveries({ endpoint_id: id, succeeded: true })
    expect(items).toMatchObject([
      {
        http_code: 202,
        webhook_event: { id: webhookEvent.id, payload: webhookEvent.payload, api_version: '2026-04' },
      },
    ])
    expect(await newest.redeliverWebhookEvent(webhookEvent.id)).toBeNull()
    await expect(older.redeliverWebhookEvent({ id: crypto.randomUUID() })).rejects.toMatchObject({
      error: 'ResourceNotFound',
    })
    await older.deleteWebhookEndpoint({ id })
  })

  it.each(['discord', 'slack'] as const)(
    'is a sentence for %s, in which nobody is called by name',
    async (format) => {
      const bodies: Record<string, string>[] = []
      const url = await listening(async (request) => {
        bodies.push((await request.json()) as Record<string, string>)
        return new Response()
      })
      const { webhooks: api } = createPolar({ accessToken, baseUrl: world.url })
      const { id } = await api.createWebhookEndpoint({ url, format, events: ['customer.created'] })
      await world.addCustomer(`everyone-${format}@example.com`)
      await runDue(world.ports)
      const words = format === 'slack' ? bodies[0]!.text : bodies[0]!.content
      expect(words).toContain('customer.created')
      expect(words).toContain(`everyone-${format}`)
      expect(words).not.toMatch(/@e|<!/)
      await api.deleteWebhookEndpoint(id)
    },
  )
})
