import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeableEmails, linkSentTo } from '../../../../../test/world/email-change.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { confirmSelf } from '../../../../../test/world/sign-in.ts'
import { portalOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'

let world: World
let visitor: Visitor
let customer_id: string
let address: string
let before: string
let after: string
let people = 0

beforeAll(async () => {
  world = await openWorld()
  await changeableEmails(world)
})
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  people++
  address = `198.51.100.${people}`
  before = `before-${people}@example.com`
  after = `after-${people}@example.com`
  customer_id = (await world.addCustomer(before)).customer.id
  visitor = visitorOf(world, portalOf(world, { address }).handle)
  await visitor.enter(customer_id)
  await confirmSelf(world, visitor, before)
})

const page = (path = '') => `/verge/portal${path}`
const ask = (email: string) => visitor.post(page('/billing/email'), { email })
const emailNow = async () =>
  (
    await world.ports.db
      .selectFrom('customers')
      .select('email')
      .where('id', '=', customer_id)
      .executeTakeFirstOrThrow()
  ).email

async function link(): Promise<string> {
  await ask(after)
  return linkSentTo(world, after)
}
const open = (token: string) => visitor.get(page(`/verify-email?token=${token}`))
const confirm = (token: string, from?: string) => visitor.post(page('/verify-email'), { token }, from)

describe('changing the e-mail address', () => {
  it('begins on the billing page and changes nothing yet', async () => {
    expect((await visitor.get(page('/billing'))).html).toContain(`go to ${before}.`)
    expect(await ask(after)).toMatchObject({ status: 303, location: page('/billing') })
    expect((await visitor.get(page('/billing'))).html).toContain(`We sent a link to ${after}.`)
    expect(await emailNow()).toBe(before)
  })

  it('waits for a press of the button: whoever only opens the link changes nothing', async () => {
    const token = await link()
    for (let looks = 0; looks < 2; looks++) {
      const { status, html, headers } = await open(token)
      expect(status).toBe(200)
      expect(html).toContain('Confirm address')
      expect(html).not.toContain('data-continues')
      expect(headers.get('referrer-policy')).toBe('strict-origin')
    }
    expect(await emailNow()).toBe(before)
    expect(await confirm(token)).toMatchObject({ status: 303, location: page('/billing') })
    expect(await emailNow()).toBe(after)
    const { html } = await visitor.get(page('/billing'))
    expect(html).toContain('Your e-mail address is changed.')
    expect(html).toContain('href="http://localhost:3000/settings"')
  })

  it('lets in whoever opens the link in another browser', async () => {
    const token = await link()
    visitor = visitorOf(world, portalOf(world, { address }).handle)
    await confirm(token)
    expect((await visitor.get(page('/billing'))).html).toContain(`go to ${after}.`)
  })

  it('says in words that a link is used, unknown or missing', async () => {
    const token = await link()
    await confirm(token)
    for (const seen of [await open(token), await confirm(token), await open('nobodys'), await open('')]) {
      expect(seen.status).toBe(410)
      expect(seen.html).toContain('This link no longer works')
    }
  })

  it('says that an address is taken to whoever reads its mails, and to nobody else', async () => {
    await world.addCustomer(after)
    const token = await link()
    expect((await visitor.get(page('/billing'))).html).toContain(`We sent a link to ${after}.`)
    const { status, html } = await confirm(token)
    expect(status).toBe(409)
    expect(html).toContain('Another account has this e-mail address. Nothing was changed.')
    expect(await emailNow()).toBe(before)
  })

  it.each([
    ['nothing', 'Write an e-mail address'],
    ['', 'Write an e-mail address'],
  ])('shows at the field what is wrong with %j', async (typed, words) => {
    const { status, html } = await ask(typed)
    expect(status).toBe(422)
    expect(html).toContain(words)
    expect(html).toContain(`value="${typed}"`)
  })

  it('shows at the field that the address is theirs already', async () => {
    const { status, html } = await ask(before.toUpperCase())
    expect(status).toBe(422)
    expect(html).toContain('This is your address already')
  })

  it('is not offered where the seller does not want it, and refused in words', async () => {
    await changeableEmails(world, false)
    expect((await visitor.get(page('/billing'))).html).not.toContain('New e-mail address')
    await ask(after)
    expect((await visitor.get(page('/billing'))).html).toContain('cannot be changed here')
    await changeableEmails(world)
  })

  it('takes nothing from another site', async () => {
    const token = await link()
    expect((await confirm(token, 'cross-site')).status).toBe(403)
    expect(await emailNow()).toBe(before)
  })
})
