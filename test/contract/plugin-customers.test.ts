import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApp } from '../world/app.ts'
import { clients, customerOfNobody, newEmail, proveEmail, subscriber } from '../world/plugin.ts'
import { serveWorld, type ServedWorld } from '../world/serve.ts'

let world: ServedWorld
beforeAll(async () => void (world = await serveWorld()))
afterAll(() => world.close())

describe.each(clients)('the customer of a user, with the client %s', (_version, client) => {
  const app = (options: Partial<Parameters<typeof openApp>[0]> = {}) =>
    openApp({ client: client(world), createCustomerOnSignUp: true, ...options })

  it('finds the customer of a sign-up, and one who never got one, when it is needed', async () => {
    const late = openApp({ client: client(world), createCustomerOnSignUp: false })
    const { client: authClient, signUp } = late.browser()
    const user = await signUp(newEmail())
    expect(await authClient.customerPortal()).toMatchObject({ error: { code: 'NO_SUBSCRIPTION' } })
    const made = world.ports.db.selectFrom('customers').selectAll().where('external_id', '=', user.id)
    expect(await made.execute()).toHaveLength(1)
  })

  it('does not hand the customer of an address to a user who never proved that it is theirs', async () => {
    const email = newEmail()
    await customerOfNobody(world, email)
    const { client: authClient, signUp } = app().browser()
    await signUp(email)
    expect(await authClient.customerPortal()).toMatchObject({
      url: null,
      error: { code: 'EMAIL_NOT_VERIFIED', status: 403 },
    })
  })

  it('hands over the customer of an address that the user proved, once, and to nobody after', async () => {
    const email = newEmail()
    const customer = await customerOfNobody(world, email)
    const opened = app()
    const first = opened.browser()
    const user = await first.signUp(email)
    await proveEmail(opened, user.id)
    expect((await first.client.customerPortal()).error).toBeNull()
    const linked = world.ports.db.selectFrom('customers').select('external_id').where('id', '=', customer.id)
    expect(await linked.executeTakeFirstOrThrow()).toEqual({ external_id: user.id })

    const elsewhere = app()
    const second = elsewhere.browser()
    await proveEmail(elsewhere, (await second.signUp(email)).id)
    expect(await second.client.customerPortal()).toMatchObject({
      url: null,
      error: { code: 'CUSTOMER_TAKEN', status: 409 },
    })
    expect(await linked.executeTakeFirstOrThrow()).toEqual({ external_id: user.id })
  })

  it('answers UNAUTHORIZED to an anonymous user, who is made no customer', async () => {
    const { client: authClient, request } = app().browser()
    const { user } = await request<{ user: { id: string } }>('/sign-in/anonymous')
    expect(await authClient.customerPortal()).toMatchObject({ error: { code: 'UNAUTHORIZED', status: 401 } })
    const made = world.ports.db.selectFrom('customers').selectAll().where('external_id', '=', user.id)
    expect(await made.execute()).toEqual([])
  })

  it('keeps customer.portal() and customer.state() as the upstream plugin has them', async () => {
    const { client: authClient, subscription } = await subscriber(world, app())
    const opened = await authClient.customer.portal({ redirect: false })
    expect(opened.data).toMatchObject({ url: expect.stringContaining('/verge/portal?'), redirect: false })
    const state = await authClient.customer.state()
    expect(JSON.stringify(state.data)).toContain(subscription.id)
  })

  it('knows no state of somebody who is no customer, and that is no error', async () => {
    const { client: authClient, signUp } = app({ createCustomerOnSignUp: false }).browser()
    await signUp(newEmail())
    expect(await authClient.customer.state()).toEqual({ data: null, error: null })
  })
})
