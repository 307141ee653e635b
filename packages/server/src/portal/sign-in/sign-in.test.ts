import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCustomer } from '../../operations/customers/create.ts'
import { createMember } from '../../operations/members/for-seller.ts'
import { updateOrganization } from '../../operations/organizations/update.ts'
import { sendSignInCodes } from '../../operations/sign-in/send-codes.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { codeSentTo } from '../../../../../test/world/sign-in.ts'
import { portalOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'

let world: World
let visitor: Visitor
let email: string
let address: string
let people = 0

beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  email = `ada-${++people}@example.com`
  address = `198.51.100.${people}`
  await world.addCustomer(email)
  visitor = visitorOf(world, portalOf(world, { address }).handle)
})

const page = (path = '') => `/verge/portal${path}`
const ask = (typed = email, more = {}) => visitor.post(page('/sign-in'), { email: typed, ...more })
const type = (code: string) => visitor.post(page('/sign-in/code'), { code })

async function askedCode(): Promise<string> {
  await ask()
  return (await codeSentTo(world, email))!
}

describe('signing in by e-mail', () => {
  it('asks for the address, then for the code, and lets in without a way back', async () => {
    expect((await visitor.get(page('/sign-in'))).html).toContain('type="email"')
    expect(await ask()).toMatchObject({ status: 303, location: page('/sign-in/code') })
    const { html } = await visitor.get(page('/sign-in/code'))
    expect(html).toContain(`If ${email} belongs to a customer, a code is on its way there.`)
    expect(html).toContain('autocomplete="one-time-code"')
    const code = (await codeSentTo(world, email))!
    expect(await type(code)).toMatchObject({ status: 303, location: page() })
    const overview = await visitor.get(page())
    expect(overview.status).toBe(200)
    expect(overview.html).not.toContain('class="back"')
    expect(overview.html).not.toMatch(/polar_/)
  })

  it('takes a code in small letters, with spaces and dashes', async () => {
    const code = await askedCode()
    expect(await type(` ${code.slice(0, 3).toLowerCase()} - ${code.slice(3)} `)).toMatchObject({
      location: page(),
    })
  })

  it('leads on to the page that was asked for, and to none elsewhere', async () => {
    const { location } = await visitor.get(page('/orders'))
    expect((await visitor.get(location!)).html).toContain('name="to" value="/orders"')
    await ask(email, { to: '/orders' })
    expect(await type((await codeSentTo(world, email))!)).toMatchObject({ location: page('/orders') })
    for (const to of ['//example.com', 'https://example.com', '?page=2', '/\\example.com', '/..//x']) {
      await ask(`${people}${to.length}@example.com`, { to })
      expect((await visitor.get(page('/sign-in/code'))).html).not.toContain('name="to"')
    }
  })

  it('keeps which plan, how many seats or which page it was, and nothing that a bank or a link handed over', async () => {
    const id = '0b0ff3c2-6f5c-4a52-9e5f-0d5d8a4c3f11'
    const kept = async (asked: string) => {
      const { location } = await visitor.get(page(asked))
      return new URL(location!, 'http://localhost:4000').searchParams.get('to')
    }
    for (const asked of [
      `/subscriptions/${id}/change?product_id=${id}`,
      `/subscriptions/${id}/seats?seats=5`,
      '/orders?page=2',
    ])
      expect(await kept(asked)).toBe(asked)
    for (const query of [
      'page=2%26x=y',
      'page=%2F%2Fexample.com',
      'product_id=<b>',
      'confirmation_token=ct_1&setup_intent=seti_1&customer_session_token=polar_cst_1',
      'constructor=1&__proto__=2&locale=de',
    ])
      expect(await kept(`/orders?${query}`)).toBe('/orders')
    expect(await kept('/orders?page=2&page=3&x=y')).toBe('/orders?page=2')
    await ask(email, { to: '/orders?page=2' })
    const code = (await codeSentTo(world, email))!
    expect(await type(code)).toMatchObject({ status: 303, location: page('/orders?page=2') })
  })

  it('says the same of an address that nobody has', async () => {
    const seen = async (typed: string) => {
      const asked = await ask(typed)
      const answers = [asked, await visitor.get(page('/sign-in/code'))]
      for (const code of ['AAAAAA', 'BBBBBB']) answers.push(await type(code))
      return answers.map(({ status, location, html }) => ({
        status,
        location,
        html: html.replaceAll(typed, ''),
      }))
    }
    expect(await seen(email)).toEqual(await seen('nobody@example.com'))
  })

  it('counts five tries, then has another code sent', async () => {
    const code = await askedCode()
    const first = await type('AAAAAA')
    expect(first.status).toBe(422)
    expect(first.html).toContain('You have 4 more tries.')
    for (let tries = 0; tries < 2; tries++) await type('AAAAAA')
    expect((await type('AAAAAA')).html).toContain('You have one more try.')
    for (const last of ['AAAAAA', code]) {
      const { html } = await type(last)
      expect(html).toContain('This code no longer works.')
      expect(html).not.toContain('name="code"')
    }
    const another = await askedCode()
    expect(await type(another)).toMatchObject({ location: page() })
  })

  it('lets nobody in with the code in another browser', async () => {
    const code = await askedCode()
    visitor = visitorOf(world, portalOf(world, { address }).handle)
    const { status, html } = await type(code)
    expect(status).toBe(422)
    expect(html).toContain('This code no longer works.')
    expect(visitor.cookies().has('verge_portal')).toBe(false)
  })

  it('is over after ten minutes', async () => {
    const code = await askedCode()
    world.pass(600)
    const { html } = await type(code)
    expect(html).toContain('This code no longer works.')
    expect(await visitor.get(page('/sign-in/code'))).toMatchObject({ location: page('/sign-in') })
  })

  it('says in words what is no address, and that somebody asked too often', async () => {
    const wrong = await ask('nothing')
    expect(wrong.status).toBe(422)
    expect(wrong.html).toContain('Write an e-mail address')
    expect(wrong.html).toContain('value="nothing"')
    for (let times = 0; times < 20; times++) await ask(`${people}-${times}@example.com`)
    const often = await ask()
    expect(often.status).toBe(429)
    expect(often.html).toContain('Wait fifteen minutes')
    // Another customer, who asks from elsewhere, is not held up by it.
    visitor = visitorOf(world, portalOf(world, { address: '203.0.113.1' }).handle)
    expect(await ask()).toMatchObject({ status: 303 })
  })

  it('takes nothing from another site', async () => {
    const from = (path: string) => visitor.post(page(path), { email, code: 'AAAAAA' }, 'cross-site')
    expect([(await from('/sign-in')).status, (await from('/sign-in/code')).status]).toEqual([403, 403])
  })

  it('keeps in the browser nothing that can be read or carried to another host', async () => {
    await ask()
    const kept = visitor.cookies().get('verge_sign_in')!
    expect(Buffer.from(kept.split('.')[3]!, 'base64url').toString()).not.toContain(email)
    await type((await codeSentTo(world, email))!)
    expect(visitor.cookies().has('verge_sign_in')).toBe(false)
  })

  it('is offered where a session is over, and leads back to its page', async () => {
    const { id } = await world.ports.db
      .selectFrom('customers')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow()
    await visitor.enter(id)
    world.pass(3_600)
    const { status, html } = await visitor.get(page('/billing'))
    expect(status).toBe(401)
    expect(html).toContain(`href="${page('/sign-in?to=%2Fbilling')}"`)
  })

  it('speaks German', async () => {
    const { html } = await visitor.get(page('/sign-in?locale=de'))
    expect(html).toContain('Code senden')
  })
})

describe('in front of hosted Polar, where several customers have a member with the address', () => {
  let teams: string[]
  beforeEach(async () => {
    const { ports, organization } = world
    await updateOrganization(ports, organization, { body: { member_model_enabled: true } })
    teams = []
    for (const name of ['Atelier & Söhne', null]) {
      const { id } = await createCustomer(ports, organization, {
        body: { type: 'team', email: `team-${++people}@example.com`, name, owner: null },
      })
      for (const [email, role] of [
        [`owner-${id}@example.com`, 'owner'],
        [shared(), 'member'],
      ] as const)
        await createMember(ports, organization, { params: { id }, body: { email, role } })
      teams.push(id)
    }
    visitor = visitorOf(world, portalOf(world, { address, hosted: true }).handle)
  })
  afterEach(() =>
    updateOrganization(world.ports, world.organization, { body: { member_model_enabled: false } }),
  )
  const codesTo = (recipient: string) =>
    world.ports.db
      .selectFrom('emails')
      .select('body')
      .where('recipient', '=', recipient)
      .where('kind', 'like', 'sign_in_code%')
      .execute()
  const shared = () => `shared-${address}@example.com`

  it('asks which account is meant, and sends the code for that one', async () => {
    const asked = await ask(shared(), { to: '/billing' })
    expect(asked.status).toBe(200)
    expect(asked.html).toContain('Which account do you mean?')
    const choices = [...asked.html.matchAll(/<button name="customer_id" value="([^"]+)">([^<]+)</g)]
    expect(choices.map(([, id]) => id).toSorted()).toEqual(teams.toSorted())
    expect(choices.map(([, , name]) => name).toSorted()).toEqual([
      expect.stringMatching(/^Account [12]$/),
      'Atelier &amp; Söhne',
    ])
    expect(await codesTo(shared())).toEqual([])
    const customer_id = teams[0]!
    expect(await ask(shared(), { to: '/billing', customer_id })).toMatchObject({
      location: page('/sign-in/code'),
    })
    const [mail] = await codesTo(shared())
    const code = /Your code is (\w{6})/.exec(mail!.body)![1]!
    // Another code is for the same account, and nobody has to choose again.
    expect((await visitor.get(page('/sign-in/code'))).html).toContain(
      `name="customer_id" value="${customer_id}"`,
    )
    expect(await type(code)).toMatchObject({ status: 303, location: page('/billing') })
    expect((await visitor.get(page())).status).toBe(200)
  })

  it('sends nothing for an account that nobody offered, and tells no difference', async () => {
    const customer_id = crypto.randomUUID()
    expect(await ask(shared(), { customer_id })).toMatchObject({ location: page('/sign-in/code') })
    await sendSignInCodes(world.ports)
    expect(await codesTo(shared())).toEqual([])
  })
})

describe('in front of hosted Polar, which binds codes to no browser', () => {
  beforeEach(() => void (visitor = visitorOf(world, portalOf(world, { address, hosted: true }).handle)))

  it('lets in by its code, in the browser that asked, once', async () => {
    const code = await askedCode()
    const { status, html } = await type('AAAAAA')
    expect(status).toBe(422)
    expect(html).toContain('That is not the code, or it has expired.')
    const stranger = visitorOf(world, portalOf(world, { address, hosted: true }).handle)
    expect((await stranger.post(page('/sign-in/code'), { code })).status).toBe(422)
    expect(await type(code)).toMatchObject({ status: 303, location: page() })
  })
})
