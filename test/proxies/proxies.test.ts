import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import { openWorld, type World } from '../world/open.ts'
import { freePort } from '../world/product.ts'
import { fieldsOf, portalOf, visitorOf } from '../world/visitor.ts'

// What `docs/operations.md` tells to write down, word for word but for addresses and places.
const manual = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8')
const snippet = (language: string) => new RegExp(`\`\`\`${language}\n([^]+?)\`\`\``).exec(manual)![1]!
const isHere = (program: string, flag: string) => !spawnSync(program, [flag]).error

let folder: string
let world: World
let upstream: ServerType
let portal: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'verge-proxy-'))
  world = await openWorld()
  const { handle } = portalOf(world)
  upstream = createAdaptorServer({ fetch: handle, overrideGlobalObjects: false })
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  portal = `127.0.0.1:${(upstream.address() as AddressInfo).port}`
})
afterAll(async () => {
  upstream.close()
  await world.ports.db.destroy()
  rmSync(folder, { recursive: true, force: true })
})

interface Proxy {
  url: string
  process: ChildProcess
  log: string
}

/** With a cache that everybody shares, as nobody should have one; it keys by the address alone. */
async function startNginx(): Promise<Proxy> {
  const port = await freePort()
  const log = join(folder, 'nginx.log')
  const server = snippet('nginx')
    .replace('/var/log/nginx/verge.log', log)
    .replace('127.0.0.1:4000', portal)
    .replace('server {', `server {\n  listen 127.0.0.1:${port};`)
    .replace(
      'location / {',
      `location / {
    proxy_cache shared;
    proxy_cache_valid any 1h;
    proxy_cache_key $uri;
    add_header x-cache $upstream_cache_status;`,
    )
  const config = join(folder, 'nginx.conf')
  const own = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  )
  writeFileSync(
    config,
    `daemon off; master_process off; pid ${join(folder, 'nginx.pid')}; error_log stderr crit; events {}
http { ${own.join(' ')} proxy_cache_path ${join(folder, 'cache')} keys_zone=shared:1m; ${server} }`,
  )
  return started(spawn('nginx', ['-c', config], { stdio: 'inherit' }), port, log)
}

async function startCaddy(): Promise<Proxy> {
  const port = await freePort()
  const log = join(folder, 'caddy.log')
  const site = snippet('caddyfile')
    .replace('billing.example.com', `http://127.0.0.1:${port}`)
    .replace('127.0.0.1:4000', portal)
    .replace('log {', `log {\n    output file ${log}`)
  const config = join(folder, 'Caddyfile')
  writeFileSync(config, `{\n  admin off\n}\n${site}`)
  const caddy = spawn('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], {
    stdio: 'ignore',
    env: { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  })
  return started(caddy, port, log)
}

async function started(child: ChildProcess, port: number, log: string): Promise<Proxy> {
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${url}/healthz`).catch(() => null)
    if (answer?.ok) return { url, process: child, log }
    if (child.exitCode !== null || tries > 100) throw new Error('The proxy did not start.')
    await new Promise((done) => setTimeout(done, 50))
  }
}

async function stop({ process: child }: Proxy): Promise<void> {
  const ended = once(child, 'close')
  child.kill('SIGTERM')
  await ended
}

/** A browser that comes in by a link through this proxy; whose page it sees is told by the address on it. */
async function visitorThrough({ url }: Proxy, email: string) {
  const { customer } = await world.addCustomer(email)
  const { token } = await createCustomerSession(world.ports, world.organization, {
    body: { customer_id: customer.id },
  })
  const visitor = visitorOf(world, (request) => {
    const { pathname, search } = new URL(request.url)
    return fetch(new Request(url + pathname + search, request), { redirect: 'manual' })
  })
  await visitor.get(`/verge/portal?customer_session_token=${token}`)
  await visitor.post('/verge/portal/session', { customer_session_token: token })
  return { visitor, token }
}

describe.each([
  ['nginx', startNginx, isHere('nginx', '-v')],
  ['Caddy', startCaddy, isHere('caddy', 'version')],
])('%s as the manual sets it up', (name, start, isInstalled) => {
  it.skipIf(!isInstalled)(
    'hands pages on, and logs no token that an address or a header carried',
    async () => {
      const proxy = await start()
      try {
        const { visitor, token } = await visitorThrough(proxy, `logged-by-${name}@example.com`)
        const { status, html } = await visitor.get(
          '/verge/portal/billing?customer_session_token=polar_cst_again',
        )
        expect(status).toBe(200)
        expect(html).toContain('Billing details')
        await expect
          .poll(() => readFileSync(proxy.log, 'utf8'), { timeout: 5_000 })
          .toContain('/verge/portal/billing')
        const log = readFileSync(proxy.log, 'utf8')
        expect(log).not.toContain(token)
        expect(log).not.toContain('polar_')
        for (const value of visitor.cookies().values()) expect(log).not.toContain(value)
      } finally {
        await stop(proxy)
      }
    },
  )
})

describe('a cache that everybody shares', () => {
  it.skipIf(!isHere('nginx', '-v'))('keeps the style, and nobody’s page for anybody', async () => {
    const nginx = await startNginx()
    try {
      const [ada, grace] = [
        await visitorThrough(nginx, 'ada-behind@example.com'),
        await visitorThrough(nginx, 'grace-behind@example.com'),
      ]
      for (const path of ['', '/billing', '/orders', '/payment-methods']) {
        const seen = []
        for (const { visitor } of [ada, grace, ada]) seen.push(await visitor.get(`/verge/portal${path}`))
        expect(seen.map(({ status, headers }) => [status, headers.get('x-cache')])).toEqual(
          seen.map(() => [200, 'MISS']),
        )
        // Each session's forms have a token of their own.
        const [adas, graces, adasAgain] = seen.map((page) => fieldsOf(page).form_token)
        expect(adasAgain).toBe(adas)
        expect(graces).not.toBe(adas)
      }
      const { html } = await ada.visitor.get('/verge/portal')
      const [style] = /\/assets\/[\w.-]+\.css/.exec(html)!
      const caches = []
      for (const { visitor } of [ada, grace]) caches.push((await visitor.get(style!)).headers.get('x-cache'))
      expect(caches).toEqual(['MISS', 'HIT'])
      const nobody = visitorOf(world, (request) =>
        fetch(new Request(nginx.url + new URL(request.url).pathname, request), { redirect: 'manual' }),
      )
      expect((await nobody.get('/verge/portal/billing')).status).toBe(303)
    } finally {
      await stop(nginx)
    }
  })
})
