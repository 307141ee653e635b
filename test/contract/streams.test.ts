import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runDue } from '@verge/server/jobs/run-due'
import { revokeCustomerSession } from '@verge/server/operations/customer-sessions/current'
import { generateInvoice } from '@verge/server/operations/orders/invoice'
import { updateCustomerOrder } from '@verge/server/operations/orders/update'
import type { StreamEvent } from '@verge/server/operations/streams/follow'
import { createWebhookEndpoint } from '@verge/server/operations/webhooks/create'
import { checkoutsIn } from '../world/checkouts.ts'
import { serveWorld, type ServedWorld } from '../world/serve.ts'

let world: ServedWorld
let isClosed: boolean
beforeEach(async () => {
  world = await serveWorld()
  isClosed = false
})
afterEach(close)

/** As a process ends: whoever listens is let go, and the rest is waited for. */
async function close(): Promise<void> {
  if (isClosed) return
  isClosed = true
  world.ports.streams.close()
  await world.close()
}

const open = (path: string, token?: string) =>
  fetch(world.url + path, { headers: token ? { authorization: `Bearer ${token}` } : {} })
interface Ears {
  status: number
  headers: Headers
  /** The next so many events. */
  hear(count: number): Promise<StreamEvent[]>
  /** What is left of it, when the other side has ended it. */
  rest(): Promise<string>
  leave(): Promise<void>
}

/** From the moment when the other side has begun to look. */
async function listen(path: string, token?: string): Promise<Ears> {
  const { status, headers, body } = await open(path, token)
  const reader = body!.getReader()
  const decoder = new TextDecoder()
  let text = ''
  const more = async () => {
    const { done, value } = await reader.read()
    if (!done) text += decoder.decode(value, { stream: true })
    return !done
  }
  await more()
  const heard = () =>
    [...text.matchAll(/^data: (.+)\n\n/gm)].map(([, json]) => JSON.parse(json!) as StreamEvent)
  return {
    status,
    headers,
    async hear(count) {
      while (heard().length < count && (await more()));
      return heard()
    },
    async rest() {
      while (await more());
      return text
    },
    leave: () => reader.cancel(),
  }
}

const card = '4242424242424242'
const newCustomer = () => world.addCustomer('ada@example.com', card)
const ofCustomer = '/v1/customer-portal/customers/stream'

describe("a customer's stream", () => {
  it('tells of an invoice that is made, and of nothing that was there before', async () => {
    const { customer, actor } = await newCustomer()
    await world.subscribe(customer.id)
    const [order] = await world.ports.db.selectFrom('orders').select('id').execute()
    const ears = await listen(ofCustomer, await world.sessionOf(customer.id))
    expect(ears.status).toBe(200)
    expect(ears.headers.get('content-type')).toBe('text/event-stream')
    expect(ears.headers.get('cache-control')).toBe('no-store')
    const params = { id: order!.id }
    const place = { line1: 'Allee 1', line2: null, postal_code: '10115', city: 'Berlin', state: null }
    const body = { billing_name: 'Ada', billing_address: { ...place, country: 'DE' } }
    await updateCustomerOrder(world.ports, actor, { params, body })
    await generateInvoice(world.ports, actor, { params })
    expect(await ears.hear(1)).toMatchObject([
      { key: 'order.invoice_generated', payload: { order_id: order!.id } },
    ])
  })

  it('tells of a receipt when something is paid', async () => {
    const { customer } = await newCustomer()
    const ears = await listen(ofCustomer, await world.sessionOf(customer.id))
    await world.subscribe(customer.id)
    expect(await ears.hear(1)).toMatchObject([{ key: 'order.receipt_generated' }])
  })

  it('tells nothing of anybody else, and says now and then that it is there', async () => {
    const { customer } = await newCustomer()
    const ears = await listen(ofCustomer, await world.sessionOf(customer.id))
    const other = await world.addCustomer('grace@example.com', card)
    await world.subscribe(other.customer.id)
    await new Promise((done) => setTimeout(done, 200))
    await close()
    const text = await ears.rest()
    expect(text.match(/^: nothing new$/gm)!.length).toBeGreaterThan(1)
    expect(text).not.toContain('data:')
  })

  it('ends with the session', async () => {
    const { customer, actor } = await newCustomer()
    const [over, revoked] = [await world.sessionOf(customer.id), await world.sessionOf(customer.id)]
    const ears = [await listen(ofCustomer, over), await listen(ofCustomer, revoked)]
    const sessions = await world.ports.db.selectFrom('customer_sessions').select('id').execute()
    for (const { id } of sessions) await revokeCustomerSession(world.ports, { ...actor, session_id: id })
    expect(await Promise.all(ears.map((one) => one.rest()))).toHaveLength(2)
    expect((await open(ofCustomer, over)).status).toBe(401)
  })

  it('is open so many times at once for a customer, and once more when one of them has left', async () => {
    const { customer } = await newCustomer()
    const token = await world.sessionOf(customer.id)
    const ears = [await listen(ofCustomer, token), await listen(ofCustomer, token)]
    const refused = await open(ofCustomer, token)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('30')
    await ears[0]!.leave()
    await expect.poll(async () => (await open(ofCustomer, token)).status).toBe(200)
  })

  it('holds up no process that ends', async () => {
    const { customer } = await newCustomer()
    const ears = await listen(ofCustomer, await world.sessionOf(customer.id))
    const begun = performance.now()
    await close()
    expect(performance.now() - begun).toBeLessThan(2_000)
    await ears.rest()
  })
})

describe("a checkout's stream", () => {
  it('tells of each step of it, of what was bought, and of the webhooks that have told the seller', async () => {
    await createWebhookEndpoint(world.ports, world.organization, {
      body: { url: 'https://seller.example/hooks', events: ['subscription.created'], format: 'raw' },
    })
    const shop = checkoutsIn(() => world)
    const [product] = await world.ports.db.selectFrom('products').select('id').execute()
    const checkout = await shop.open({ products: [product!.id], customer_email: 'buys@example.com' })
    const ears = await listen(`/v1/checkouts/client/${checkout.client_secret}/stream`)
    await shop.pay(checkout)
    const worker = { name: 'test', told: ({ error }: { error: unknown }) => Promise.reject(error) }
    await runDue(world.ports, { ...worker, share: 'webhooks' })
    const heard = new Map<string, StreamEvent>()
    for (let count = 1; !heard.has('checkout.webhook_event_delivered'); count++)
      for (const event of await ears.hear(count)) heard.set(event.key, event)
    expect([...heard.keys()].toSorted()).toEqual([
      'checkout.order_created',
      'checkout.subscription_created',
      'checkout.updated',
      'checkout.webhook_event_delivered',
    ])
    expect(heard.get('checkout.updated')).toMatchObject({ payload: { status: 'succeeded' } })
    const sold = await shop.see(checkout)
    expect(sold.status).toBe('succeeded')
  })

  it('is there for nobody without the secret', async () => {
    const answer = await open('/v1/checkouts/client/polar_c_guessed/stream')
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ error: 'ResourceNotFound' })
  })
})
