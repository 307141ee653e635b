import { describe, expect, it } from 'vitest'
import type { Facts } from './facts.ts'
import { judge } from './judge.ts'
import { observeSource } from './observe-source.ts'

const sold = { productId: 'p1', slug: 'pro', path: 'src/auth.ts' }
const well: Facts = {
  environment: {
    accessToken: 'polar_oat_x',
    webhookSecret: 'whsec_x',
    successUrl: 'http://localhost:3001/success',
    appUrl: 'http://localhost:3000',
    authSecret: 'a secret of at least thirty-two characters',
    webUrl: 'http://localhost:3001',
    polarServer: 'http://localhost:4000',
    trustedOrigins: [],
  },
  source: {
    upstream: [],
    hasPlugin: true,
    hasClient: true,
    sold: [sold],
    trustedOrigins: ['http://localhost:3001'],
    takesServerAsAddress: true,
  },
  polar: {
    url: 'http://localhost:4000',
    answer: { status: 200, code: null },
    aheadMs: 400,
    products: [{ id: 'p1', name: 'Pro', is_archived: false }],
    endpoints: [
      {
        id: 'e1',
        url: 'http://localhost:3000/api/auth/polar/webhooks',
        enabled: true,
        secret: 'whsec_x',
      },
    ],
    lastDelivery: { succeeded: true, http_code: 200 },
  },
  app: {
    portal: { status: 401, code: 'UNAUTHORIZED' },
    signed: { status: 200, code: null },
    unsigned: { status: 401, code: 'WEBHOOK_INVALID' },
  },
}
const endpoint = well.polar.endpoints![0]!
const down = { problem: 'ECONNREFUSED' }

type Change = { [Part in keyof Facts]?: Partial<Facts[Part]> | null }
function changed(change: Change): Facts {
  const parts = Object.entries(change).map(([part, value]) => [
    part,
    value && { ...(well[part as keyof Facts] as object), ...value },
  ])
  return { ...well, ...(Object.fromEntries(parts) as Partial<Facts>) }
}

const standings = (facts: Facts) =>
  Object.fromEntries(judge(facts).map(({ about, standing }) => [about, standing]))

it('finds nothing broken where everything fits together', () => {
  expect(new Set(judge(well).map(({ standing }) => standing))).toEqual(new Set(['good']))
})

describe('the doctor', () => {
  it.each<[what: string, about: string, standing: string, change: Change]>([
    ['the plugin of Polar is imported', 'plugin', 'broken', { source: { upstream: ['a.ts'] } }],
    ['no plugin is imported', 'plugin', 'broken', { source: { hasPlugin: false } }],
    ['no client is in this folder', 'plugin', 'unknown', { source: { hasClient: false } }],
    ['there is no token', 'access token', 'broken', { environment: { accessToken: null } }],
    ['Polar is down', 'access token', 'broken', { polar: { answer: down } }],
    ['Polar refuses the token', 'access token', 'broken', { polar: { answer: { status: 401, code: null } } }],
    ['something else answers', 'access token', 'broken', { polar: { answer: { status: 404, code: null } } }],
    ['the clock is two minutes ahead', 'clock', 'broken', { polar: { aheadMs: 120_000 } }],
    ['the clock is two minutes behind', 'clock', 'broken', { polar: { aheadMs: -120_000 } }],
    ['Polar tells no time', 'clock', 'unknown', { polar: { aheadMs: null } }],
    [
      'a product is a placeholder',
      'products',
      'broken',
      { source: { sold: [{ ...sold, productId: 'your-product-id' }] } },
    ],
    [
      'a product is archived',
      'products',
      'broken',
      { polar: { products: [{ id: 'p1', name: 'Pro', is_archived: true }] } },
    ],
    ['products come from elsewhere', 'products', 'unknown', { source: { sold: [] } }],
    ['the app has no address', 'app', 'broken', { environment: { appUrl: null } }],
    ['the app is down', 'app', 'broken', { app: { portal: down } }],
    ['the app has no portal', 'app', 'broken', { app: { portal: { status: 404, code: null } } }],
    ['the address is a page', 'app', 'broken', { app: { portal: { status: 200, code: null } } }],
    [
      'the server is a word where an address is needed',
      'server',
      'broken',
      { environment: { polarServer: 'sandbox' } },
    ],
    [
      'Better Auth has no secret in the environment',
      'auth secret',
      'unknown',
      { environment: { authSecret: null } },
    ],
    ["Better Auth's secret is short", 'auth secret', 'broken', { environment: { authSecret: 'short' } }],
    [
      'Polar signs with another secret',
      'webhook secret',
      'broken',
      { polar: { endpoints: [{ ...endpoint, secret: 'whsec_y' }] } },
    ],
    [
      'hosted Polar is to tell this machine',
      'webhook endpoint',
      'broken',
      { polar: { url: 'https://api.polar.sh' } },
    ],
    [
      'the last webhook was refused',
      'webhook endpoint',
      'broken',
      { polar: { lastDelivery: { succeeded: false, http_code: 404 } } },
    ],
    ['there is no secret', 'webhook secret', 'broken', { environment: { webhookSecret: null } }],
    ['Polar has no endpoint', 'webhook endpoint', 'broken', { polar: { endpoints: [] } }],
    [
      'Polar gave the endpoint up',
      'webhook endpoint',
      'broken',
      { polar: { endpoints: [{ ...endpoint, enabled: false }] } },
    ],
    [
      'the endpoint is a tunnel',
      'webhook endpoint',
      'unknown',
      { polar: { endpoints: [{ ...endpoint, url: 'https://x.example/api/auth/polar/webhooks' }] } },
    ],
    [
      'the app has another secret',
      'webhook signature',
      'broken',
      { app: { signed: { status: 401, code: 'WEBHOOK_INVALID' } } },
    ],
    [
      'the app takes what nobody signed',
      'webhook signature',
      'broken',
      { app: { unsigned: { status: 200, code: null } } },
    ],
    [
      'the app hears no webhooks',
      'webhook signature',
      'broken',
      { app: { signed: { status: 404, code: null } } },
    ],
    ['a handler fails', 'webhook signature', 'broken', { app: { signed: { status: 500, code: null } } }],
    ['the web app is not trusted', 'return origins', 'broken', { source: { trustedOrigins: [] } }],
    [
      'a pattern trusts the web app',
      'return origins',
      'good',
      { source: { trustedOrigins: ['http://localhost:*'] } },
    ],
    [
      'another host is trusted by a pattern',
      'return origins',
      'broken',
      { source: { trustedOrigins: ['https://*.example.com'] } },
    ],
    [
      'the environment trusts the web app',
      'return origins',
      'good',
      { source: { trustedOrigins: [] }, environment: { trustedOrigins: ['http://localhost:3001'] } },
    ],
    [
      'trusted origins are known when it runs',
      'return origins',
      'unknown',
      { source: { trustedOrigins: null } },
    ],
  ])('says so when %s', (_, about, standing, change) => {
    expect(standings(changed(change))[about]).toBe(standing)
  })

  it('says how to mend each thing that is broken', () => {
    const broken = judge(
      changed({ environment: { accessToken: null, webhookSecret: null, appUrl: null } }),
    ).filter(({ standing }) => standing === 'broken')
    expect(broken.map(({ about }) => about)).toEqual(['access token', 'app', 'webhook secret'])
    for (const { mend } of broken) expect(mend).toMatch(/\w/)
  })
})

it('reads the products, origins and imports that the sources write out', () => {
  const text = `import { polar, checkout } from '@verge/better-auth'
export const auth = betterAuth({
  trustedOrigins: ['http://localhost:3001'],
  plugins: [polar({ use: [checkout({ products: [{ productId: 'p1', slug: 'pro' }] })] })],
})`
  expect(observeSource([{ path: 'src/auth.ts', text }])).toEqual({
    upstream: [],
    hasPlugin: true,
    hasClient: false,
    sold: [sold],
    trustedOrigins: ['http://localhost:3001'],
    takesServerAsAddress: false,
  })
  const client = `new Polar({ serverURL: process.env.POLAR_SERVER })`
  expect(observeSource([{ path: 'src/polar.ts', text: client }]).takesServerAsAddress).toBe(true)
  const computed = text.replace("['http://localhost:3001']", '[env.CORS_ORIGIN]')
  expect(observeSource([{ path: 'src/auth.ts', text: computed }]).trustedOrigins).toBeNull()
})
