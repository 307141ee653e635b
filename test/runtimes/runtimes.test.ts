import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createTestPolar } from '@verge/testing'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { installAside } from '../aside/install.ts'
import { runtimes, start } from './runtimes.ts'
import type { Billing, Found } from './scenario.ts'

// Inside the repository, where its packages are found.
const built = resolve(import.meta.dirname, '../../test-results/runtimes')
let installed: string

beforeAll(() => {
  installed = installAside(import.meta.dirname)
  rmSync(built, { recursive: true, force: true })
}, 300_000)

it.each(Object.entries(runtimes))(
  'signs up, opens the portal, cancels, hears of it and comes back on %s',
  async (name, commandOf) => {
    const own = join(built, name.replaceAll(' ', '-'))
    mkdirSync(own, { recursive: true })
    const polar = await createTestPolar({ listen: true })
    onTestFinished(() => polar.stop())
    const app = await start(await commandOf({ installed, built: own }))
    onTestFinished(() => app.stop())
    const ask = async (path: string, body: object = {}) => {
      const response = await fetch(app.url + path, { method: 'POST', body: JSON.stringify(body) })
      const text = await response.text()
      if (!response.ok) throw new Error(`${text}\n${app.said()}`)
      return JSON.parse(text) as unknown
    }
    const { url, accessToken, webhookSecret } = polar
    const billing: Billing = { url, accessToken, webhookSecret }
    const signedUp = (await ask('/sign-up', billing)) as { customer: { id: string }; early: string }
    expect(signedUp.early).toBe('NO_SUBSCRIPTION')

    await polar.sendWebhooksTo(`${app.url}/api/auth/polar/webhooks`)
    const { id } = await polar.subscribe(signedUp.customer, polar.products.pro)
    await polar.settled()
    const { door, canceled, returned } = (await ask('/manage')) as Found
    expect(door).toEqual({ status: 200, isThePortal: true })
    expect(canceled).toMatchObject({
      data: { subscription: { id, cancel_at_period_end: true } },
      error: null,
    })
    expect(returned).toMatchObject({
      data: { action: 'canceled', subscription_id: id, stale: false },
      error: null,
    })

    await polar.settled()
    expect(await ask('/heard')).toEqual(
      expect.arrayContaining(['subscription.active', 'subscription.canceled']),
    )
  },
)
