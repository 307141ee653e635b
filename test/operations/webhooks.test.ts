import { rmSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessToken, newDataDirectory, startProduct, type Product } from '../world/product.ts'

const appSecret = 'whsec_of_the_app_that_stands_beside_the_portal'
let directory: string
let verge: Product
const servers: Server[] = []

beforeAll(async () => {
  directory = newDataDirectory()
  verge = await startProduct(directory, { POLAR_WEBHOOK_SECRET: appSecret })
}, 120_000)
afterAll(async () => {
  verge.process.kill('SIGKILL')
  await verge.ended
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  rmSync(directory, { recursive: true, force: true })
}, 60_000)

interface Heard {
  id: string
  body: string
  email: string
  at: number
}

async function listening(answer: RequestListener) {
  const heard: Heard[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      const { data } = JSON.parse(body) as { data: { email: string } }
      heard.push({
        id: String(request.headers['webhook-id']),
        body,
        email: data.email,
        at: performance.now(),
      })
      answer(request, response)
    })
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

async function ask<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(verge.url + path, {
    method,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Answer
}
const listen = (url: string, more: object = {}) =>
  ask<{ id: string }>('POST', '/v1/webhooks/endpoints', { url, events: ['customer.created'], ...more })

async function eventually(holds: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  const late = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > late) throw new Error(`Not within ${withinMs} ms`)
    await sleep(50)
  }
}

it('tells everybody who answers at once, whoever else does not answer, and renews meanwhile', async () => {
  const healthy = await listening((_, response) => void response.end())
  const hanging = await listening(() => {})
  const { url: closed } = await listening(() => {})
  servers.at(-1)!.close()
  for (const url of [hanging.url, closed, healthy.url]) await listen(url)
  await listen(`${verge.appUrl}/api/auth/polar/webhooks`, { secret: appSecret, name: 'Verge' })

  const created = new Map<string, number>()
  for (let number = 0; number < 40; number++) {
    const email = `person-${number}@example.com`
    await ask('POST', '/v1/customers/', { email })
    created.set(email, performance.now())
  }
  await eventually(() => healthy.heard.length === created.size, 20_000)
  expect(healthy.heard.map(({ email }) => email)).toEqual([...created.keys()])
  const late = healthy.heard.map(({ email, at }) => at - created.get(email)!)
  expect(Math.max(...late)).toBeLessThan(8_000)
  expect(hanging.heard.length).toBeGreaterThan(0)

  // The app that stands beside the portal verified what came to it.
  type Deliveries = { items: { http_code: number; webhook_event: { type: string } }[]; pagination: object }
  const arrived = () => ask<Deliveries>('GET', '/v1/webhooks/deliveries?limit=100&succeeded=true')
  await eventually(async () => (await arrived()).items.length === 2 * created.size, 20_000)

  const begun = performance.now()
  await ask('POST', '/sandbox/clock', { advance: 'P1M' })
  expect(performance.now() - begun).toBeLessThan(20_000)
}, 90_000)

it('ends in time while somebody does not answer, and goes on with the same message at the next start', async () => {
  const hanging = await listening(() => {})
  await listen(hanging.url)
  await ask('POST', '/v1/customers/', { email: 'unanswered@example.com' })
  await eventually(() => hanging.heard.length > 0, 20_000)
  const begun = performance.now()
  expect(await verge.stop()).toBe(0)
  expect(performance.now() - begun).toBeLessThan(10_000)
  expect(verge.said()).not.toContain(appSecret)
  expect(verge.said()).not.toMatch(/whsec_/)

  const { length } = hanging.heard
  verge = await startProduct(directory, { POLAR_WEBHOOK_SECRET: appSecret })
  await eventually(() => hanging.heard.length > length, 60_000)
  expect(new Set(hanging.heard.map(({ id }) => id)).size).toBe(1)
  expect(new Set(hanging.heard.map(({ body }) => body)).size).toBe(1)
}, 180_000)
