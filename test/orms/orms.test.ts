import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createTestPolar, type TestPolar } from '@verge/testing'
import { polarClient } from '@verge/better-auth/client'
import { createAuthClient } from 'better-auth/client'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { withCookies } from '../../packages/better-auth/src/testing/cookie-jar.ts'
import { installAside } from '../aside/install.ts'
import { openStoredDatabase } from '../world/stored.ts'
import { appOn } from './auth.ts'
import { databases } from './databases.ts'

const appUrl = 'http://app.test'
let installed: string
beforeAll(() => {
  installed = installAside(import.meta.dirname)
  rmSync(join(installed, 'generated'), { recursive: true, force: true })
}, 300_000)

describe.each(Object.entries(databases))('an app that keeps its data with %s', (name, open) => {
  it('opens the portal, hears each change once, comes back and forgets who is gone', async () => {
    const polar = await createTestPolar({ listen: true })
    const stored = await openStoredDatabase()
    const { database, close } = await open({ installed, database: stored.config })
    onTestFinished(async () => {
      await polar.stop()
      await close()
      await stored.close()
    })
    const handled: string[] = []
    const auth = appOn(database, polar, ({ type }) => void handled.push(type))
    const { adapter } = await auth.$context
    const { ask } = withCookies((request) => auth.handler(request), { origin: appUrl })
    const authClient = createAuthClient({
      baseURL: appUrl,
      plugins: [polarClient<typeof auth>()],
      fetchOptions: { customFetchImpl: ask },
    })

    const person = { email: `${name.toLowerCase()}@example.com`, password: 'verge-demo', name }
    const { data } = await authClient.signUp.email(person)
    const referenceId = data!.user.id
    expect(await authClient.customerPortal()).toMatchObject({ error: { code: 'NO_SUBSCRIPTION' } })

    const deliveries: Request[] = []
    await polar.sendWebhooksTo(async (request) => {
      deliveries.push(request.clone())
      const [first] = await Promise.all([1, 2, 3].map(() => auth.handler(request.clone())))
      return first!
    })
    const { id } = await polar.subscribe(await customerOf(polar, referenceId), polar.products.pro!)
    await polar.settled()
    const copy = () =>
      adapter.findOne<{ status: string }>({
        model: 'polarSubscription',
        where: [{ field: 'referenceId', value: referenceId }],
      })
    expect(await copy()).toMatchObject({ subscriptionId: id, status: 'active', heardAt: expect.any(Date) })
    expect(handled.filter((type) => type === 'subscription.active')).toHaveLength(1)
    const stateKept = () =>
      adapter.findMany<{ state: string }>({
        model: 'polarCustomerState',
        where: [{ field: 'referenceId', value: referenceId }],
      })
    // Told by a webhook, and read twice.
    for (const _ of [1, 2]) expect(JSON.stringify(await authClient.customer.state())).toContain(id)
    expect(await stateKept()).toEqual([expect.objectContaining({ state: expect.stringContaining(id) })])

    const { url } = await authClient.customerPortal()
    expect(new URL(url!).pathname).toBe('/verge/portal')
    const canceled = await authClient.subscription.cancel({ subscriptionId: id })
    expect(canceled).toMatchObject({ data: { subscription: { cancel_at_period_end: true } } })
    const result = await resultOf(polar, new URL(url!), id)
    expect(await authClient.customer.return({ result })).toMatchObject({ data: { action: 'canceled' } })
    expect(await authClient.customer.return({ result })).toMatchObject({ error: { code: 'RETURN_REPLAYED' } })

    await polar.settled()
    const last = deliveries.at(-1)!
    const where = [{ field: 'eventId', value: last.headers.get('webhook-id')! }]
    const before = handled.length
    expect((await auth.handler(last.clone())).ok).toBe(true)
    expect(handled).toHaveLength(before)
    // Whoever was at it is gone, with the process that they were.
    const longAgo = new Date(Date.now() - 600_000)
    await adapter.updateMany({ model: 'polarEvent', where, update: { claimedAt: longAgo, handledAt: null } })
    expect((await auth.handler(last.clone())).ok).toBe(true)
    expect(handled).toHaveLength(before + 1)

    expect(await authClient.deleteUser({ password: person.password })).toMatchObject({ error: null })
    await polar.settled()
    expect(await copy()).toBeNull()
    expect(await stateKept()).toEqual([])
  })
})

/** Asked for their portal, somebody is known to billing. */
async function customerOf({ url, accessToken }: TestPolar, external_id: string): Promise<{ id: string }> {
  const answer = await fetch(`${url}/v1/customers/external/${external_id}`, {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  return (await answer.json()) as { id: string }
}

/** What the portal signs when a customer leaves it. */
async function resultOf({ url }: TestPolar, { searchParams }: URL, subscription_id: string): Promise<string> {
  const response = await fetch(`${url}/v1/verge/portal-returns`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${searchParams.get('customer_session_token')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ action: 'canceled', subscription_id }),
  })
  return ((await response.json()) as { result: string }).result
}
