import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeableEmails, linkSentTo } from '../../../../../test/world/email-change.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { confirmSelf } from '../../../../../test/world/sign-in.ts'
import { buyTeam, invitationOf, sellTeam } from '../../../../../test/world/team.ts'
import { portalOf, textOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'
import { assignSeat } from '../../operations/seats/assign.ts'

let world: World
let here: Visitor
let there: Visitor
let customer_id: string
let email: string
let people = 0

beforeAll(async () => {
  world = await openWorld()
  await changeableEmails(world)
})
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  email = `signed-in-${++people}@example.com`
  customer_id = (await world.addCustomer(email)).customer.id
  here = newVisitor()
  there = newVisitor()
  for (const visitor of [here, there]) await visitor.enter(customer_id)
})

const newVisitor = () => visitorOf(world, portalOf(world).handle)
const page = (path = '') => `/verge/portal${path}`
const isIn = async (visitor: Visitor) => (await visitor.get(page())).status === 200
const formsOn = (html: string) =>
  Array.from(html.matchAll(/action="([^"]+\/billing\/sessions\/[^"]+\/end)"/g), ([, to]) => to!)
const minutes = 60

describe('a session in another browser', () => {
  it('is ended by its own button, and nothing else is', async () => {
    const third = newVisitor()
    world.pass(1)
    await third.enter(customer_id)
    const { html } = await here.get(page('/billing'))
    const forms = formsOn(html)
    expect(forms).toHaveLength(2)
    // The newest stands first.
    expect(await here.post(forms[0]!)).toMatchObject({ status: 303, location: page('/billing') })
    const after = await here.get(page('/billing'))
    expect(after.html).toContain('That browser is signed out.')
    expect(formsOn(after.html)).toEqual([forms[1]])
    expect(await isIn(third)).toBe(false)
    expect(await isIn(there)).toBe(true)
  })

  it('is called over also where it was over before', async () => {
    const [form] = formsOn((await here.get(page('/billing'))).html)
    await there.post(page('/sign-out'))
    expect((await here.post(form!)).status).toBe(303)
    expect((await here.get(page('/billing'))).html).toContain('That browser is signed out.')
  })

  it('of somebody else does not exist', async () => {
    const stranger = newVisitor()
    await stranger.enter((await world.addCustomer(`stranger-to-${email}`)).customer.id)
    const [form] = formsOn((await here.get(page('/billing'))).html)
    expect((await stranger.post(form!)).status).toBe(404)
    expect(await isIn(there)).toBe(true)
  })

  it('says in the name of its button which one it is', async () => {
    const { html } = await here.get(page('/billing'))
    expect(html).toMatch(/aria-label="Sign out: Unknown browser\. Since .+, last used at .+\."/)
  })

  it('is over when the e-mail address is changed, with the link that it came by', async () => {
    await confirmSelf(world, here, email)
    await here.post(page('/billing/email'), { email: `new-${email}` })
    const token = await linkSentTo(world, `new-${email}`)
    await here.post(page('/verify-email'), { token })
    expect(await isIn(here)).toBe(true)
    expect(await isIn(there)).toBe(false)
    expect(textOf(await here.get(page('/billing')))).toContain('This browser')
    expect(formsOn((await here.get(page('/billing'))).html)).toEqual([])
  })
})

describe('a session that begins by a mail', () => {
  /** For how many times 25 minutes somebody may look around. */
  async function usesOf(visitor: Visitor): Promise<number> {
    let uses = 0
    while (await isIn(visitor)) {
      uses++
      world.pass(25 * minutes)
    }
    return uses
  }

  it('about a new address is the portal’s own, and goes on for eight hours while it is used', async () => {
    await confirmSelf(world, here, email)
    await here.post(page('/billing/email'), { email: `new-${email}` })
    await here.post(page('/verify-email'), { token: await linkSentTo(world, `new-${email}`) })
    expect((await here.get(page('/billing'))).html).toContain('This browser')
    expect(await usesOf(here)).toBe(20)
  })

  it('about a seat is so too, and ends after half an hour without use', async () => {
    const { actor } = await world.addCustomer(`team-of-${email}`)
    const product_id = await sellTeam(world)
    const { id } = await buyTeam(world, { product_id, customer_id: actor.customer_id, seats: 2 })
    const body = { subscription_id: id, email: `colleague-of-${email}`, immediate_claim: false }
    await assignSeat(world.ports, actor, { body })
    const colleague = newVisitor()
    const invitation_token = await invitationOf(world, body.email)
    await colleague.post(page('/claim'), { invitation_token })
    expect((await colleague.get(page('/billing'))).html).toContain('This browser')
    world.pass(30 * minutes)
    expect(await isIn(colleague)).toBe(false)
  })
})
