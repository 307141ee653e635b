import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createApp, type VergeApp } from './app.ts'
import type { SubscriptionState } from '@verge/auth'
import type { SubscriptionView } from './billing.ts'

const webRoot = mkdtempSync(join(tmpdir(), 'verge-web-'))
mkdirSync(join(webRoot, 'assets'))
writeFileSync(join(webRoot, 'index.html'), '<!doctype html><title>Verge</title>')
writeFileSync(join(webRoot, 'assets', 'app-1a2b.js'), 'export {}')

const state = { id: 'sub-1' } as SubscriptionState
const pastDue = { id: 'sub-1', status: 'past_due', product_name: 'Pro' } as SubscriptionView

function open(changes: Partial<VergeApp> = {}) {
  return createApp({
    auth: {
      handler: async () => Response.json({ from: 'better-auth' }),
      api: {
        getSession: async ({ headers }) => {
          const id = headers.get('cookie')
          return id ? { user: { id } } : null
        },
        listSubscriptions: async ({ headers }) => ({
          subscriptions: headers.get('cookie') === 'linus' ? [state] : [],
          read_at: '2026-11-23T10:00:00.000Z',
          stale: false,
        }),
      },
    },
    billing: {
      viewsOf: async (_user_id, subscriptions) => subscriptions.map(() => pastDue),
      products: async () => [],
    },
    webRoot,
    now: () => new Date('2026-11-23T10:00:00Z'),
    ...changes,
  })
}
const withoutBilling: VergeApp['auth'] = {
  handler: async () => Response.json({}),
  api: {
    getSession: async () => ({ user: { id: 'linus' } }),
    listSubscriptions: async () => {
      throw new Error('down')
    },
  },
}
const as = (cookie: string) => ({ headers: { cookie } })

describe('the subscription of who is signed in', () => {
  it('is what it is by now, though no webhook told of it: every visit reads it anew', async () => {
    let status = 'active'
    const viewsOf = async () => [{ ...pastDue, status }]
    const app = open({ billing: { products: async () => [], viewsOf } })
    const shown = async () => (await (await app.request('/api/subscription', as('linus'))).json()) as object
    expect(await shown()).toMatchObject({ subscriptions: [{ status: 'active' }], stale: false })
    status = 'canceled'
    expect(await shown()).toMatchObject({ subscriptions: [{ status: 'canceled' }], stale: false })
  })

  it('is theirs alone, past due or not, and is never cached', async () => {
    const app = open()
    const response = await app.request('/api/subscription', as('linus'))
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      subscriptions: [pastDue],
      read_at: '2026-11-23T10:00:00.000Z',
      stale: false,
    })
    expect(await (await app.request('/api/subscription', as('new'))).json()).toMatchObject({
      subscriptions: [],
    })
  })

  it('is refused to who is signed out', async () => {
    expect((await open().request('/api/subscription')).status).toBe(401)
  })

  it('is said to be unreadable while billing is down and nothing is known: nobody is told that they have no plan', async () => {
    const problems: unknown[] = []
    const app = open({ auth: withoutBilling, report: (problem) => problems.push(problem) })
    expect((await app.request('/api/subscription', as('linus'))).status).toBe(503)
    expect(problems).toHaveLength(1)
  })
})

describe('the web app', () => {
  it('is one page for every address, and is asked for anew', async () => {
    const response = await open().request('/settings?portal=canceled')
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('<title>Verge</title>')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('lets hashed files be kept for ever, and does not answer a missing one with a page', async () => {
    const app = open()
    const kept = await app.request('/assets/app-1a2b.js')
    expect(kept.headers.get('cache-control')).toContain('immutable')
    expect((await app.request('/assets/gone.js')).status).toBe(404)
  })
})

describe('the rest of the API', () => {
  it('hands /api/auth to Better Auth', async () => {
    expect(await (await open().request('/api/auth/get-session')).json()).toEqual({ from: 'better-auth' })
  })

  it('is healthy', async () => {
    const response = await open().request('/healthz')
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }])
  })

  it('names demo accounts only where there are any', async () => {
    expect(await (await open().request('/api/demo')).json()).toEqual({ people: [] })
  })

  it('answers an unknown address in JSON', async () => {
    expect((await open().request('/api/nothing')).status).toBe(404)
  })
})
