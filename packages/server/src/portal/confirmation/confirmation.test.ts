import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeableEmails } from '../../../../../test/world/email-change.ts'
import { failsWhenCharged, works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { codeSentTo, typeCode } from '../../../../../test/world/sign-in.ts'
import { portalOf, quoteOn, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'
import { createCustomer } from '../../operations/customers/create.ts'
import { listMembers } from '../../operations/members/for-seller.ts'
import { updateOrganization } from '../../operations/organizations/update.ts'

let world: World
let visitor: Visitor
let customer_id: string
let email: string
let people = 0

beforeAll(async () => {
  world = await openWorld()
  await changeableEmails(world)
})
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  email = `ada-${++people}@example.com`
  customer_id = (await world.addCustomer(email, works)).customer.id
  visitor = newBrowser()
  await visitor.enter(customer_id)
})

const newBrowser = (ways = {}) =>
  visitorOf(world, portalOf(world, { address: `198.51.100.${people}`, ...ways }).handle)
const page = (path = '') => `/verge/portal${path}`
const asksForCode = { status: 303, location: page('/confirm') }
const cards = () =>
  world.ports.db
    .selectFrom('payment_methods')
    .select('id')
    .where('customer_id', '=', customer_id)
    .where('deleted_at', 'is', null)
    .execute()
const addressesWanted = () =>
  world.ports.db.selectFrom('email_changes').select('email').where('customer_id', '=', customer_id).execute()

async function removal(): Promise<string> {
  return page(`/payment-methods/${(await cards())[0]!.id}/remove`)
}

describe('without a fresh code', () => {
  it('no address is changed, no last card removed and no data handed out, whatever is sent', async () => {
    const remove = await removal()
    expect(await visitor.post(page('/billing/email'), { email: 'new@example.com' })).toMatchObject(
      asksForCode,
    )
    expect(await visitor.post(remove)).toMatchObject(asksForCode)
    expect(await visitor.get(page('/billing/data'))).toMatchObject(asksForCode)
    expect(await addressesWanted()).toEqual([])
    expect(await cards()).toHaveLength(1)
  })

  it('a card that is not the last one is removed', async () => {
    await world.addCard(customer_id, failsWhenCharged)
    expect(await visitor.post(await removal())).toMatchObject({ location: page('/payment-methods') })
    expect(await cards()).toHaveLength(1)
  })

  it('a subscription is cancelled', async () => {
    const { id } = await world.subscribe(customer_id)
    const way = page(`/subscriptions/${id}/cancel`)
    const { location } = await visitor.post(way, quoteOn(await visitor.get(way)))
    expect(location).toBe(page(`/subscriptions/${id}`))
  })

  it('nobody is added', async () => {
    const { team, owner } = await newTeam()
    const people = async () =>
      (await listMembers(world.ports, world.organization, { params: { id: team } })).items.length
    await visitor.enter(team, { member_id: owner.id })
    const typed = { email: 'new@example.com', name: 'Nina', role: 'billing_manager' }
    expect(await visitor.post(page('/people'), typed)).toMatchObject(asksForCode)
    expect(await people()).toBe(1)
    expect(await typeCode(world, visitor, owner.email)).toMatchObject({ location: page('/people#add') })
    const { html } = await visitor.get(page('/people'))
    expect(html).toContain('value="new@example.com"')
    expect(html).toContain('value="Nina"')
    expect(html).toMatch(/value="billing_manager" checked/)
    await visitor.post(page('/people'), typed)
    expect(await people()).toBe(2)
  })

  async function newTeam() {
    const { ports, organization } = world
    await updateOrganization(ports, organization, { body: { member_model_enabled: true } })
    const own = { email: `owner-${people}@example.com`, name: 'Olive' }
    const body = { type: 'team' as const, email: `team-${people}@example.com`, owner: own }
    const { id: team } = await createCustomer(ports, organization, { body })
    const [owner] = (await listMembers(ports, organization, { params: { id: team } })).items
    return { team, owner: owner! }
  }
})

describe('the code', () => {
  const ask = (typed = 'new@example.com') => visitor.post(page('/billing/email'), { email: typed })

  it('is sent when its button is pressed, says why, and leads back to the form with what was typed', async () => {
    await updateOrganization(world.ports, world.organization, { body: { member_model_enabled: false } })
    await ask('typed@example.com')
    const reason = await visitor.get(page('/confirm'))
    expect(reason.html).toContain('<h1>Confirm that it is you</h1>')
    expect(reason.html).toContain(`we send a code to ${email}.`)
    expect(await codeSentTo(world, email)).toBeUndefined()
    expect(await visitor.post(page('/confirm'))).toMatchObject(asksForCode)
    const { html } = await visitor.get(page('/confirm'))
    expect(html).toContain(`We sent a code to ${email}.`)
    expect(html).toContain('autocomplete="one-time-code"')
    const code = (await codeSentTo(world, email))!
    const back = await visitor.post(page('/confirm/code'), { code })
    expect(back).toMatchObject({ status: 303, location: page('/billing#address') })
    const form = await visitor.get(page('/billing'))
    expect(form.html).toMatch(
      /<section class="section"><div[^>]*role="status" id="address"[^>]*><p>Thank you. You can go on now\. /,
    )
    expect(form.html).toContain('value="typed@example.com"')
    expect((await visitor.get(page('/billing'))).html).not.toContain('value="typed@example.com"')
    expect(await ask('typed@example.com')).toMatchObject({ location: page('/billing') })
    expect(await addressesWanted()).toEqual([{ email: 'typed@example.com' }])
  })

  it('is good for ten minutes of whatever needs one, and then another is needed', async () => {
    await visitor.get(page('/billing/data'))
    await typeCode(world, visitor, email)
    expect((await visitor.get(page('/billing/data'))).headers.get('content-disposition')).toContain('my-data')
    world.pass(600)
    expect((await visitor.get(page('/billing/data'))).status).toBe(200)
    world.pass(1)
    expect(await visitor.get(page('/billing/data'))).toMatchObject(asksForCode)
  })

  it('leads back to the part of the page from which it was asked for, and says there that one can go on', async () => {
    await visitor.get(page('/billing/data'))
    expect((await visitor.get(page('/confirm'))).html).toContain(`href="${page('/billing#data')}"`)
    expect(await typeCode(world, visitor, email)).toMatchObject({ location: page('/billing#data') })
    const { html } = await visitor.get(page('/billing'))
    expect(html).toMatch(
      /<section class="section"><div[^>]*role="status" id="data"[^>]*><p>Thank you. You can go on now\. /,
    )
    expect(html.match(/You can go on now/g)).toHaveLength(1)
  })

  it('leads back to the question about the last card, which is a page of its own', async () => {
    const remove = await removal()
    await visitor.post(remove)
    expect(await typeCode(world, visitor, email)).toMatchObject({ location: remove })
    expect((await visitor.get(remove)).html).toContain('You can go on now.')
  })

  it('that somebody signed in with counts as one', async () => {
    visitor = newBrowser()
    await visitor.post(page('/sign-in'), { email })
    await visitor.post(page('/sign-in/code'), { code: (await codeSentTo(world, email))! })
    expect((await visitor.get(page('/billing/data'))).status).toBe(200)
  })

  it('opens a new session in the place of the old, whose cookie is good for nothing any more', async () => {
    const before = visitor.cookies().get('verge_portal')!
    await ask()
    await typeCode(world, visitor, email)
    const stolen = visitorOf(world, (request) => {
      const headers = new Headers(request.headers)
      headers.set('cookie', `verge_portal=${before}`)
      return portalOf(world).handle(new Request(request, { headers }))
    })
    expect((await stolen.get(page())).status).toBe(401)
    expect((await visitor.get(page('/billing'))).html).toContain('href="http://localhost:3000/settings"')
  })

  it('wrong, is told with the tries that are left, and after the last another one can be sent', async () => {
    await ask()
    await visitor.post(page('/confirm'))
    await codeSentTo(world, email)
    const type = (code: string) => visitor.post(page('/confirm/code'), { code })
    const wrong = await type('AAAAAA')
    expect(wrong.status).toBe(422)
    expect(wrong.html).toContain('You have 4 more tries.')
    for (let tries = 0; tries < 4; tries++) await type('AAAAAA')
    const { html } = await type('AAAAAA')
    expect(html).toContain('This code no longer works.')
    expect(html).not.toContain('name="code"')
    expect(html).toContain('Send another code')
    expect(await ask()).toMatchObject(asksForCode)
    expect(await typeCode(world, visitor, email)).toMatchObject({ location: page('/billing#address') })
  })

  it('asked for too often, is not sent, in words', async () => {
    await ask()
    for (let times = 0; times < 5; times++) await visitor.post(page('/confirm'))
    const { status, html } = await visitor.post(page('/confirm'))
    expect(status).toBe(429)
    expect(html).toContain('You have asked very often.')
  })

  it('is asked for nothing where nothing waits, and what waited in another session does not', async () => {
    expect(await visitor.get(page('/confirm'))).toMatchObject({ status: 303, location: page() })
    expect(await visitor.post(page('/confirm'))).toMatchObject({ status: 303, location: page() })
    await ask('mine@example.com')
    const { customer } = await world.addCustomer(`other-${people}@example.com`)
    await visitor.enter(customer.id)
    expect(await visitor.get(page('/confirm'))).toMatchObject({ status: 303, location: page() })
    expect((await visitor.get(page('/billing'))).html).not.toContain('mine@example.com')
  })

  it('is taken from Polar too, where that is elsewhere', async () => {
    visitor = newBrowser({ hosted: true })
    await visitor.enter(customer_id)
    await ask('typed@example.com')
    expect(await typeCode(world, visitor, email)).toMatchObject({ location: page('/billing#address') })
    expect((await visitor.get(page('/billing'))).html).toContain('value="typed@example.com"')
    expect(await ask('typed@example.com')).toMatchObject({ location: page('/billing') })
  })

  it('of somebody else proves nothing', async () => {
    visitor = newBrowser({ hosted: true })
    await visitor.enter(customer_id)
    const { customer } = await world.addCustomer(`thief-${people}@example.com`)
    const thief = newBrowser({ hosted: true })
    await thief.enter(customer.id)
    await thief.get(page('/billing/data'))
    await thief.post(page('/confirm'))
    const code = (await codeSentTo(world, customer.email))!
    await ask()
    await visitor.post(page('/confirm'))
    const { status, html } = await visitor.post(page('/confirm/code'), { code })
    expect(status).toBe(422)
    expect(html).toContain('This code no longer works.')
    expect(await ask()).toMatchObject(asksForCode)
  })
})
