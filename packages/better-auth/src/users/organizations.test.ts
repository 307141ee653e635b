import { organization } from 'better-auth/plugins'
import { describe, expect, it } from 'vitest'
import { openApp } from '../testing/app.ts'
import { aSubscription } from '../testing/fake-polar.ts'

type Options = NonNullable<Parameters<typeof openApp>[0]>

/** Ada, who owns a team, by the tables of Better Auth. */
async function owner({ polar = {}, ...options }: Options = {}) {
  const app = await openApp({
    plugins: [organization()],
    polar: { authorizeReference: () => true, ...polar },
    ...options,
  })
  const browser = app.browser()
  const user = await browser.signUp()
  const { said } = await browser.ask('POST', '/organization/create', { name: 'The Team', slug: 'team' })
  const team = String(said.id)
  const buy = () => browser.client.checkout({ slug: 'pro', organizationId: team })
  const remove = () => browser.ask('POST', '/organization/delete', { organizationId: team })
  return { ...app, ...browser, user, team, buy, remove }
}

describe('what is bought for an organization', () => {
  it("is the organization's from the first purchase on, which makes it a customer of its name", async () => {
    const { books, team, user, buy } = await owner()
    expect((await buy()).error).toBeNull()
    expect(books.customers).toMatchObject([{ external_id: team, email: user.email, name: 'The Team' }])
    expect(books.checkouts).toMatchObject([
      {
        external_customer_id: team,
        customer_email: user.email,
        customer_name: 'The Team',
        metadata: { plan: 'pro', referenceId: team },
      },
    ])
    await buy()
    expect(books.customers).toHaveLength(1)
  })

  it('is told the address and name that the app knows', async () => {
    const asked: object[] = []
    const { books, team, user, buy } = await owner({
      polar: {
        createCustomerOnSignUp: true,
        getOrganizationCustomerParams: (about) => {
          asked.push(about)
          return { email: 'billing@team.example', name: 'Team Ltd', metadata: { seats: 3, note: undefined } }
        },
      },
    })
    expect((await buy()).error).toBeNull()
    expect(asked).toMatchObject([{ organizationId: team, user: { id: user.id } }])
    expect(books.customers.find(({ external_id }) => external_id === team)).toMatchObject({
      email: 'billing@team.example',
      name: 'Team Ltd',
      metadata: { seats: 3 },
    })
  })

  it('is never charged to a customer who merely has the same address, who is told so', async () => {
    const { books, user, buy } = await owner()
    books.customers.push({ id: 'cus_0', external_id: user.id, email: user.email, name: null })
    expect(await buy()).toMatchObject({ url: null, error: { code: 'ORGANIZATION_EMAIL_TAKEN', status: 409 } })
    expect(books.checkouts).toEqual([])
    expect(books.customers).toMatchObject([{ external_id: user.id }])
  })

  it('is one customer where two members buy at the same moment', async () => {
    const { books, team, buy } = await owner()
    expect(await Promise.all([buy(), buy()])).toMatchObject([{ error: null }, { error: null }])
    expect(books.customers).toMatchObject([{ external_id: team }])
  })

  it('is of no anonymous user’s', async () => {
    const { books, browser, team } = await owner()
    const stranger = browser()
    await stranger.client.$fetch('/sign-in/anonymous', { method: 'POST', body: {} })
    expect(await stranger.client.checkout({ slug: 'pro', organizationId: team })).toMatchObject({
      error: { code: 'REFERENCE_NOT_ALLOWED' },
    })
    expect(books.checkouts).toEqual([])
  })
})

describe('deleting an organization', () => {
  async function subscribedTeam(options: Options = {}) {
    const app = await owner(options)
    app.books.customers.push({ id: 'cus_team', external_id: app.team, email: 't@example.com', name: null })
    app.books.subscriptions.push(aSubscription({ customer_id: 'cus_team' }))
    return app
  }
  const teams = ({ adapter }: Awaited<ReturnType<typeof owner>>['context']) =>
    adapter.findMany({ model: 'organization' })

  it('is refused while its subscription renews', async () => {
    const { remove, context } = await subscribedTeam()
    expect(await remove()).toMatchObject({ status: 409, said: { code: 'SUBSCRIPTION_RUNNING' } })
    expect(await teams(context)).toHaveLength(1)
  })

  it('is not done while the provider does not answer', async () => {
    const { remove, context, books } = await subscribedTeam()
    books.state.down = true
    expect(await remove()).toMatchObject({ status: 503, said: { code: 'PORTAL_UNAVAILABLE' } })
    expect(await teams(context)).toHaveLength(1)
  })

  it('ends it where the app says so, forgets the copy, and asks the app first', async () => {
    const asked: string[] = []
    const organizationHooks = {
      beforeDeleteOrganization: async () => void asked.push('before'),
      afterDeleteOrganization: async () => void asked.push('after'),
    }
    const { remove, context, books, ask, team } = await subscribedTeam({
      plugins: [organization({ organizationHooks })],
      polar: { onUserDelete: 'end' },
    })
    await ask('GET', `/subscription/list?organizationId=${team}`)
    expect((await remove()).status).toBe(200)
    expect(books.subscriptions[0]).toMatchObject({ status: 'canceled' })
    expect(asked).toEqual(['before', 'after'])
    expect(await teams(context)).toEqual([])
    expect(await context.adapter.findMany({ model: 'polarSubscription' })).toEqual([])
  })
})
