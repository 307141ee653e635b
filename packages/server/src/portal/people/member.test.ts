import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEstate, type Estate } from '../../../../../test/security/estate.ts'
import { confirmSelf } from '../../../../../test/world/sign-in.ts'
import { portalOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'

let estate: Estate
let member: Visitor
let owner: Visitor
beforeAll(async () => {
  estate = await openEstate()
  member = await estate.visitor(await estate.token('member'))
  owner = await estate.visitor(await estate.token('owner'))
})
afterAll(() => estate.world.ports.db.destroy())

const at = (path = '') => `/verge/portal${path}`
const subscription = (path = '') => at(`/subscriptions/${estate.owned.subscriptions!}${path}`)

/** What leads to a page of a subscription, or acts on it. */
const ways = (html: string) =>
  [...html.matchAll(/(?:href|action)="[^"]*\/subscriptions\/[^/"]+\/(\w+)/g)].map(([, way]) => way)

describe('a member without a say in billing', () => {
  it('is offered nothing that only others may do, and told who may', async () => {
    for (const path of [at(), subscription()]) {
      const html = (await member.get(path)).html
      expect(ways(html)).toEqual([])
      expect(html).toContain('>Pro<')
    }
    expect(ways((await owner.get(at())).html)).toContain('cancel')
    const sentence = 'The owner of this account, or a billing manager, can change or cancel it.'
    expect((await member.get(subscription())).html).toContain(sentence)
    expect((await owner.get(subscription())).html).not.toContain(sentence)
  })

  it('is told nothing of the cards, which they may not see', async () => {
    for (const path of [at(), subscription()]) {
      const { html } = await member.get(path)
      expect(html).not.toContain('No payment method is saved.')
      expect(html).not.toContain('Paid with')
    }
    expect((await owner.get(subscription())).html).toContain('Paid with Visa')
  })

  it('is told no price and no amount, as is promised to whoever gives them access', async () => {
    for (const path of [at(), subscription()]) expect((await member.get(path)).html).not.toMatch(/\$\d/)
    expect((await owner.get(at())).html).toContain('$20.00 per month')
  })

  it('is led to no page that is not for them', async () => {
    const { html } = await member.get(at())
    const sections = /<nav aria-label="Sections">(.*?)<\/nav>/s.exec(html)![1]!
    const led = [...sections.matchAll(/href="([^"]+)"/g)].map(([, to]) => to!)
    expect(led).toEqual([at(), at('/billing')])
    for (const to of led) expect((await member.get(to)).status).toBe(200)
  })

  it('finds their sessions and their data, and no form that they cannot save', async () => {
    const { html } = await member.get(at('/billing'))
    expect(html).toContain('<h1>Sessions and data</h1>')
    expect(html).toContain('Sign out everywhere')
    expect(html).toContain('Download your data')
    expect(html).not.toContain('invoices')
    expect(html).not.toContain('name="country"')
    expect(html).not.toContain('New e-mail address')
    await confirmSelf(estate.world, member, 'member-of-owner@example.com')
    expect((await member.get(at('/billing/data'))).status).toBe(200)
    expect((await owner.get(at('/billing'))).html).toContain('name="country"')
  })

  it.each([
    '/cancel',
    '/stay',
    '/withdraw',
    '/resubscribe',
    '/change',
    '/change?product_id=00000000-0000-4000-8000-000000000000',
    '/seats',
    '/pause',
    '/resume',
    '/people',
  ])('is told at %s who may do that', async (path) => {
    const { status, html } = await member.get(subscription(path))
    expect(status).toBe(403)
    expect(html).toContain('The owner of this account, or a billing manager, can see and change it.')
  })

  it('finds nothing of what comes with a plan whose seats others have, nor its licence key', async () => {
    for (const path of [at(), subscription()])
      expect((await member.get(path)).html).not.toContain('What you get')
    expect((await owner.get(at())).html).toContain('What you get')
    for (const path of ['/keys/{id}', '/keys/{id}/replace'])
      expect((await member.get(estate.addressOf(path))).status).toBe(404)
  })
})

describe('whoever is given another role', () => {
  const give = async (role: 'member' | 'billing_manager') =>
    owner.post(at(`/people/${estate.owned.people!}/${role}`))

  it('sees with the next page what it is for, and no more of it once it is taken away', async () => {
    await give('billing_manager')
    const promoted = (await member.get(at())).html
    expect(ways(promoted)).toContain('cancel')
    expect(promoted).toContain(`href="${at('/people')}"`)
    expect(promoted).toContain(`href="${at('/orders')}"`)
    await give('member')
    const again = (await member.get(at())).html
    expect(ways(again)).toEqual([])
    expect(again).not.toContain(`href="${at('/people')}"`)
  })

  it('is shown what they saw last where that cannot be read', async () => {
    const portal = portalOf(estate.world, {
      between: (api) => async (request) =>
        request.url.includes('/customer-session/user') && request.headers.has('authorization') && isBroken
          ? new Response('busy', { status: 502 })
          : api(request),
    })
    let isBroken = false
    const visitor = visitorOf(estate.world, portal.handle)
    await visitor.post(at('/session'), { customer_session_token: await estate.token('member') })
    isBroken = true
    expect(ways((await visitor.get(at())).html)).toEqual([])
  })
})

describe('cards that cannot be read', () => {
  it('are not said to be none', async () => {
    const portal = portalOf(estate.world, {
      between: (api) => async (request) =>
        request.url.includes('/payment-methods') ? new Response('busy', { status: 502 }) : api(request),
    })
    const visitor = visitorOf(estate.world, portal.handle)
    await visitor.post(at('/session'), { customer_session_token: await estate.token('owner') })
    for (const path of [at(), subscription()]) {
      const { html } = await visitor.get(path)
      expect(html).toContain('something may be missing')
      expect(html).not.toContain('No payment method is saved.')
    }
  })
})
