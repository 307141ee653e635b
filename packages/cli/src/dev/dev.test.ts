import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { Polar } from '@polar-sh/sdk'
import { getRequestListener } from '@hono/node-server'
import { checkout, polar, portal, webhooks } from '@verge/better-auth'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../../..')
const running: ChildProcess[] = []
let folder: string
let app: Server
let handler: (request: Request) => Promise<Response> = async () => new Response(null, { status: 503 })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'verge-dev-'))
  chmodSync(folder, 0o755)
  app = createServer(getRequestListener((request) => handler(request), { overrideGlobalObjects: false }))
  app.listen(0, '127.0.0.1')
  await once(app, 'listening')
})
afterAll(async () => {
  for (const child of running) {
    child.kill('SIGTERM')
    await once(child, 'close')
  }
  app.close()
  rmSync(folder, { recursive: true, force: true })
})

function verge(words: string[], environment: Record<string, string> = {}) {
  const program = ['--import', import.meta.resolve('tsx'), join(root, 'packages/cli/src/main.ts'), ...words]
  const child = spawn(process.execPath, program, {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
  return { child, said: () => said, ended: once(child, 'close').then(([code]) => ({ code, said })) }
}

it('verge dev gives a project a Polar, and verge doctor finds that all of it fits together', async () => {
  const appUrl = `http://localhost:${(app.address() as AddressInfo).port}`
  const hook = `${appUrl}/api/auth/polar/webhooks`
  const dev = verge(['dev', '--port', '0', '--webhook', hook])
  running.push(dev.child)
  while (!dev.said().includes('Cards:')) {
    if (dev.child.exitCode !== null) throw new Error(dev.said())
    await new Promise((done) => setTimeout(done, 50))
  }
  const lines = dev
    .said()
    .split('\n')
    .filter((line) => /^[A-Z_]+=/.test(line))
  const environment: Record<string, string> = { BETTER_AUTH_URL: appUrl }
  Object.assign(environment, parseEnv(lines.join('\n')))
  const productId = /productId: '([^']+)', slug: 'pro'/.exec(dev.said())![1]!
  mkdirSync(join(folder, 'src'))
  const writeSource = (id: string) =>
    writeFileSync(
      join(folder, 'src/auth.ts'),
      `import { polar } from '@verge/better-auth'\nimport { polarClient } from '@verge/better-auth/client'\nexport const products = [{ productId: '${id}', slug: 'pro' }]\n`,
    )
  writeSource('your-product-id')

  const first = await verge(['doctor'], environment).ended
  expect(first.code).toBe(1)
  expect(first.said).toContain('The portal answers 503 to somebody who is signed out')
  expect(first.said).toContain('your-product-id, slug pro, in src/auth.ts does not exist')

  const heard: string[] = []
  const client = new Polar({
    accessToken: environment.POLAR_ACCESS_TOKEN!,
    serverURL: environment.POLAR_SERVER!,
  })
  const auth = betterAuth({
    baseURL: appUrl,
    secret: 'a secret of at least thirty-two characters',
    database: memoryAdapter({ user: [], account: [], session: [], verification: [] }),
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [
      polar({
        client,
        use: [
          portal(),
          checkout({ products: [{ productId, slug: 'pro' }] }),
          webhooks({
            secret: environment.POLAR_WEBHOOK_SECRET!,
            onPayload: ({ type }) => void heard.push(type),
          }),
        ],
      }),
    ],
  })
  handler = auth.handler
  writeSource(productId)
  const second = await verge(['doctor'], environment).ended
  expect(second.said).toContain('Nothing is broken.')
  expect(second.code).toBe(0)

  await client.customers.create({ email: 'ada@example.com' })
  await expect.poll(() => heard, { timeout: 10_000 }).toContain('customer.created')
}, 120_000)
