import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appUrl, openApp, webhookSecret } from '../world/app.ts'
import { anyClient } from '../world/plugin.ts'
import { serveWorld, type ServedWorld } from '../world/serve.ts'

let world: ServedWorld
beforeAll(async () => void (world = await serveWorld()))
afterAll(() => world.close())

describe('webhooks', () => {
  function delivery(body: string, { id = 'evt_1', secret = webhookSecret, age_s = 0 } = {}) {
    const timestamp = String(Math.floor(Date.now() / 1000) - age_s)
    const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
    return new Request(`${appUrl}/api/auth/polar/webhooks`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      },
      body,
    })
  }
  const event = JSON.stringify({ type: 'subscription.invented', timestamp: '2026-11-23T00:00:00Z', data: {} })

  it('are handed on once, also events that nobody knows yet', async () => {
    const heard: string[] = []
    const { auth } = openApp({
      client: anyClient(world),
      onPayload: async ({ type }) => {
        heard.push(type)
        await new Promise((done) => setTimeout(done, 50))
      },
    })
    const together = await Promise.all([auth.handler(delivery(event)), auth.handler(delivery(event))])
    expect(together.map(({ status }) => status)).toEqual([200, 200])
    expect((await auth.handler(delivery(event))).status).toBe(200)
    expect(heard).toEqual(['subscription.invented'])
  })

  it('reach the handler that is named after them', async () => {
    const heard: string[] = []
    const onSubscriptionUpdated = ({ type }: { type: string }) => void heard.push(type)
    const { auth } = openApp({ client: anyClient(world), onSubscriptionUpdated })
    for (const type of ['subscription.updated', 'subscription.active', 'order.paid'])
      await auth.handler(delivery(JSON.stringify({ type, timestamp: '', data: {} }), { id: type }))
    expect(heard).toEqual(['subscription.updated'])
  })

  it('are refused unsigned, wrongly signed, or old', async () => {
    const { auth } = openApp({ client: anyClient(world) })
    const unsigned = new Request(`${appUrl}/api/auth/polar/webhooks`, { method: 'POST', body: event })
    expect((await auth.handler(unsigned)).status).toBe(400)
    expect((await auth.handler(delivery(event, { secret: 'whsec_other' }))).status).toBe(400)
    expect((await auth.handler(delivery(event, { age_s: 3600 }))).status).toBe(400)
  })

  it('are sent again after a handler that failed', async () => {
    let failures = 0
    const { auth } = openApp({
      client: anyClient(world),
      onPayload: () => {
        if (failures++ === 0) throw new Error('not now')
      },
    })
    expect((await auth.handler(delivery(event, { id: 'evt_2' }))).status).toBe(500)
    expect((await auth.handler(delivery(event, { id: 'evt_2' }))).status).toBe(200)
  })
})
