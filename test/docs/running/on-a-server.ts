import { writeFileSync } from 'node:fs'
import type { PortalConfig } from '@verge/server/portal/brand/config'
import { createBrands } from '@verge/server/portal/brand/brands'
import { checkout, polar, portal, subscriptions, webhooks } from '@verge/better-auth'
import { betterAuth } from 'better-auth'
import { createAuthClient } from 'better-auth/react'
import { expect, onTestFinished, vi } from 'vitest'
import { newDataDirectory } from '../../world/product.ts'
import { runnerOf, snippetNamed, type Run } from './run.ts'
import { appUrl, openWorld, type World } from './world.ts'

type UsualApp = ReturnType<typeof usualApp>
type Plugin = ReturnType<typeof polar>
interface Changing {
  changeTo(subscriptionId: string, productId: string): Promise<void>
}

/** How each snippet that no page is needed for is run, and what has to come of it. */
export const onAServer: Record<string, (run: Run, world: World) => Promise<void>> = {
  "README.md, Verge's customer portal": opensThePortal,
  'docs/guide/recipes.md, Languages': (run, world) => opensThePortal(run, world, { locale: 'de-AT' }),
  'docs/guide/recipes.md, Name, logo and colours (2)': async (run, world) => {
    const { authClient } = await usualSubscriber(world)
    const { url } = await run<{ url: string }>({ authClient }, ['url'])
    expect(new URL(url).searchParams.get('brand')).toBe('partner')
  },

  'docs/guide/moving.md, Moving from @polar-sh/better-auth (2)': async (run) => {
    const parts = ['checkout', 'polar', 'portal', 'usage', 'webhooks', 'polarClient']
    const imported = await run<Record<string, unknown>>({}, parts)
    expect(parts.map((part) => typeof imported[part])).toEqual(parts.map(() => 'function'))
  },

  'docs/guide/recipes.md, Organizations': async (run, world) => {
    const { owner, member, organizationId } = await aTeam(run, world, 'first')
    const query = { organizationId }
    const customer = await world.polar.addCustomer({
      email: 'first@team.example',
      external_id: organizationId,
    })
    await world.polar.subscribe(customer, world.polar.products.pro)
    expect(await owner.customerPortal(query)).toMatchObject({ error: null })
    expect((await member.subscription.list({ query })).data?.subscriptions).toHaveLength(1)
    expect(await member.customerPortal(query)).toMatchObject({ error: { code: 'REFERENCE_NOT_ALLOWED' } })
    const stranger = await world.visitor(usualApp(world), 'stranger@example.com')
    expect(await stranger.authClient.subscription.list({ query })).toMatchObject({
      error: { code: 'REFERENCE_NOT_ALLOWED' },
    })
  },
  'docs/guide/recipes.md, Organizations (2)': async (run, world) => {
    const server = runnerOf('docs/guide/recipes.md, Organizations')
    const { owner, member, organizationId } = await aTeam(server, world, 'second')
    interface Team {
      buyForTeam(organizationId: string): Promise<void>
      manageTeam(organizationId: string): Promise<void>
    }
    const [page, toast] = [aPage(), aToast()]
    const asMember = await run<Team>({ authClient: member, window: page, toast })
    await asMember.buyForTeam(organizationId)
    expect(toast.error).toHaveBeenCalledExactlyOnceWith('Ask an owner of your organization.')
    const asOwner = await run<Team>({ authClient: owner, window: page, toast })
    await asOwner.buyForTeam(organizationId)
    const customer = await world.client.customers.getExternal({ externalId: organizationId })
    expect(customer).toMatchObject({ email: `billing@second.example`, name: 'second' })
    await world.polar.subscribe(customer, world.polar.products.pro)
    await asOwner.manageTeam(organizationId)
    expect(page.location.href).toContain(`${world.polar.url}/verge/portal?`)
    expect(toast.error).toHaveBeenCalledTimes(1)
  },

  'docs/guide/recipes.md, Users who leave': async (run, world) => {
    const { auth } = await run<{ auth: UsualApp }>({ polarClient: world.client })
    const { authClient, subscription } = await world.subscriber(auth, 'leaving@example.com')
    expect(await authClient.deleteUser({ password: 'verge-demo' })).toMatchObject({ error: null })
    expect(await world.client.subscriptions.get({ id: subscription.id })).toMatchObject({
      status: 'active',
      cancelAtPeriodEnd: true,
    })
  },

  'docs/guide/recipes.md, Each change once': async (run) => {
    // A month goes by, which is nobody else's business.
    const world = await openWorld()
    onTestFinished(() => world.polar.stop())
    world.enter()
    const remind = vi.fn<(reference: string, subscription: string) => Promise<void>>()
    const { plugin } = await run<{ plugin: Plugin }>({ polarClient: world.client, remind })
    const auth = betterAuth({ plugins: [plugin] })
    await world.polar.sendWebhooksTo(auth.handler)
    const { user, subscription } = await world.subscriber(auth, 'late@example.com')
    await world.polar.failNextCharge()
    await world.polar.clock.advance('P1M')
    await world.polar.settled()
    expect(remind.mock.calls).toEqual([[user.id, subscription.id]])
  },
  'docs/guide/recipes.md, What no webhook told': async (run, world) => {
    const auth = usualApp(world)
    await world.subscriber(auth, 'unheard@example.com')
    const { everyHour } = await run<{ everyHour(): Promise<void> }>({ auth })
    const said = vi.spyOn(console, 'log').mockImplementation(() => {})
    await everyHour()
    await everyHour()
    const [first, second] = said.mock.calls.map(([text]) => String(text))
    said.mockRestore()
    const { pagination } = (await world.client.subscriptions.list({})).result
    expect(first).toMatch(
      new RegExp(`^${pagination.totalCount} subscriptions read, ([1-9]\\d*) of them .*, 0 could`),
    )
    expect(second).toMatch(new RegExp(`^${pagination.totalCount} subscriptions read, 0 of them .*, 0 could`))
  },

  'docs/guide/recipes.md, A change of plan on your own page': async (run, world) => {
    const { authClient, subscription } = await world.subscriber(usualApp(world), 'changing@example.com')
    const yearly = world.polar.products['pro-yearly']
    const [page, toast] = [aPage(), aToast()]
    const { changeTo } = await run<Changing>({ authClient, window: page, toast })
    await world.polar.failNextCharge()
    await changeTo(subscription.id, yearly.id)
    expect(toast.error.mock.calls).toEqual([['Your card was declined. Nothing was charged.']])
    await changeTo(subscription.id, yearly.id)
    expect(toast.success.mock.calls).toEqual([['Your plan is changed.']])
    expect(await world.client.subscriptions.get({ id: subscription.id })).toMatchObject({
      productId: yearly.id,
    })
  },

  'docs/guide/recipes.md, Name, logo and colours': async (run) => {
    const folder = newDataDirectory()
    writeFileSync(`${folder}/logo.svg`, '<svg xmlns="http://www.w3.org/2000/svg"/>')
    const brands = createBrands((await run<{ default: PortalConfig }>()).default, folder)
    expect(brands.named(null)).toMatchObject({ name: 'Acme', logo: 'picture with name' })
    expect(brands.named('partner')).toMatchObject({ name: 'Acme for Partners' })
  },

  'docs/guide/self-hosting.md, On your own server (2)': async (run, world) => {
    const { plugin } = await run<{ plugin: Plugin }>({ polarClient: world.client })
    const { authClient } = await world.subscriber(betterAuth({ plugins: [plugin] }), 'hosted@example.com')
    const { url } = await authClient.customerPortal()
    expect(new URL(url!).origin).toBe('https://billing.example.com')
  },

  'packages/better-auth/README.md, @verge/better-auth': async (run, world) => {
    const { auth } = await run<{ auth: UsualApp }>({ betterAuth })
    const { user, authClient } = await world.visitor(auth, 'readme@example.com')
    const customer = await vi.waitFor(() => world.client.customers.getExternal({ externalId: user.id }), {
      timeout: 20_000,
    })
    await world.polar.sendWebhooksTo(auth.handler)
    const { id } = await world.polar.subscribe(customer, world.polar.products.pro)
    await world.polar.settled()
    const { adapter } = await auth.$context
    const where = [{ field: 'subscriptionId', value: id }]
    expect(await adapter.findOne({ model: 'polarSubscription', where })).toMatchObject({ status: 'active' })
    expect(await authClient.customerPortal()).toMatchObject({ error: null })
    expect(await authClient.subscription.cancel({ subscriptionId: id })).toMatchObject({ error: null })
  },
  'packages/better-auth/README.md, @verge/better-auth (2)': async (run, world) => {
    const here = (fetchOptions: object) => ({
      createAuthClient: (options: object) => createAuthClient({ baseURL: appUrl, fetchOptions, ...options }),
    })
    const [page, toast] = [aPage(), aToast()]
    const nobody = await world.visitor(usualApp(world), 'nobody@example.com')
    await run({ ...here(nobody.fetchOptions), window: page, toast })
    expect(toast.error.mock.calls).toEqual([['No active subscription found']])
    const buyer = await usualSubscriber(world)
    await run({ ...here(buyer.fetchOptions), window: page, toast })
    expect(page.location.href).toContain(`${world.polar.url}/verge/portal?`)
  },
  'packages/better-auth/README.md, On your own pages': async (run, world) => {
    const { authClient, subscription } = await world.subscriber(usualApp(world), 'own-pages@example.com')
    const [order] = (await authClient.orders.list()).data!.orders as { id: string }[]
    const ran = await run(
      {
        authClient,
        subscriptionId: subscription.id,
        productId: world.polar.products['pro-yearly'].id,
        orderId: order!.id,
        resumesAt: new Date(subscription.current_period_end.getTime() + 30 * 86_400_000).toISOString(),
      },
      ['data', 'error', 'shown', 'bought', 'invoice'],
    )
    expect(ran).toMatchObject({
      data: { subscription: { cancel_at_period_end: true } },
      error: null,
      shown: { quote: { id: expect.any(String) } },
      bought: { orders: expect.arrayContaining([expect.objectContaining({ id: order!.id })]) },
      invoice: { url: expect.stringContaining('http') },
    })
  },

  // Sent as curl would send it, to a Polar that is at no port.
  'docs/webhooks.md, Listening': async (_run, { polar }) => {
    const { code } = snippetNamed('docs/webhooks.md, Listening')
    const [, path] = /http:\/\/localhost:4000(\S+)/.exec(code)!
    const [, body] = /-d '([^']*)'/.exec(code)!
    const answer = await polar.fetch(polar.url + path!, {
      method: 'POST',
      headers: { authorization: `Bearer ${polar.accessToken}`, 'content-type': 'application/json' },
      body: body!,
    })
    expect(answer.status).toBe(201)
    expect(await answer.json()).toMatchObject({ ...JSON.parse(body!), secret: expect.any(String) })
  },

  'packages/testing/README.md, @verge/testing': async (run) => {
    const { mail, types } = await run<{ mail: object; types: string[] }>({}, ['mail', 'types'])
    expect(mail).toMatchObject({ recipient: 'ada@example.com' })
    expect(types).toContain('subscription.past_due')
  },
  'packages/testing/README.md, Your app in front of it': async (run) => {
    const { client, polar } = await run<Pick<World, 'client' | 'polar'>>({}, ['client', 'polar'])
    const { result } = await client.products.list({})
    expect(result.items).toHaveLength(Object.keys(polar.products).length)
    await polar.stop()
  },
}

async function opensThePortal(run: Run, world: World, asked: Record<string, string> = {}): Promise<void> {
  const { authClient } = await usualSubscriber(world)
  const { url, error } = await run<{ url: string; error: null }>({ authClient }, ['url', 'error'])
  expect(error).toBeNull()
  const { origin, searchParams } = new URL(url)
  expect(origin).toBe(world.polar.url)
  expect(Object.fromEntries(searchParams)).toMatchObject(asked)
}

/** An organization in the app of the recipe, with its owner and one who only works there. */
async function aTeam(server: Run, world: World, slug: string) {
  const { auth } = await server<{ auth: UsualApp }>({
    polarClient: world.client,
    billingEmailOf: async () => `billing@${slug}.example`,
    productId: world.polar.products.pro.id,
  })
  const [owner, member] = [
    await world.visitor(auth, `owner@${slug}.example`),
    await world.visitor(auth, `member@${slug}.example`),
  ]
  const { data } = await owner.authClient.$fetch<{ id: string }>('/organization/create', {
    method: 'POST',
    body: { name: slug, slug },
  })
  const organizationId = data!.id
  const { adapter } = await auth.$context
  const joined = { organizationId, userId: member.user.id, role: 'member', createdAt: new Date() }
  await adapter.create({ model: 'member', data: joined })
  return { owner: owner.authClient, member: member.authClient, organizationId }
}

/** An app with every part of the plugin. */
function usualApp({ client, polar: { products, webhookSecret } }: World) {
  return betterAuth({
    plugins: [
      polar({
        client,
        keepCopy: true,
        use: [
          portal(),
          subscriptions(),
          checkout({ products: [{ productId: products.pro.id, slug: 'pro' }] }),
          webhooks({ secret: webhookSecret }),
        ],
      }),
    ],
  })
}

/** Somebody to whom nothing happens that would matter to the next test. */
let usual: ReturnType<World['subscriber']> | undefined
function usualSubscriber(world: World) {
  return (usual ??= world.subscriber(usualApp(world), 'usual@example.com'))
}

/** It is a test as it stands, and is run as one. */
export const theTestItself = 'docs/guide/recipes.md, Tests'

/** The app of whoever writes the test that is shown. */
export async function openApp(
  { visitor }: World,
  { client, productId, secret }: { client: World['client']; productId: string; secret: string },
) {
  const plugin = polar({
    client,
    use: [portal(), checkout({ products: [{ productId, slug: 'pro' }] }), webhooks({ secret })],
  })
  const auth = betterAuth({ plugins: [plugin] })
  const { user } = await visitor(auth, 'ada@example.com')
  return { auth, user }
}

const aPage = () => ({ location: { href: `${appUrl}/billing` } })
const aToast = () => ({ error: vi.fn<(text: string) => void>(), success: vi.fn<(text: string) => void>() })
