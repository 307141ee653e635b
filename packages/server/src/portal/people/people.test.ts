import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MemberRole } from '@verge/polar/contract/members'
import { works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { confirmSelf } from '../../../../../test/world/sign-in.ts'
import { buyTeam, invitationOf, sellTeam } from '../../../../../test/world/team.ts'
import { portalOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'
import { createCustomerSession } from '../../operations/customer-sessions/create.ts'
import { createCustomer } from '../../operations/customers/create.ts'
import { createMember, listMembers } from '../../operations/members/for-seller.ts'
import { assignSeat } from '../../operations/seats/assign.ts'
import { updateOrganization } from '../../operations/organizations/update.ts'

let world: World
let team: string
const member: Partial<Record<MemberRole, string>> = {}

beforeAll(async () => {
  world = await openWorld()
  const { ports, organization } = world
  await updateOrganization(ports, organization, { body: { member_model_enabled: true } })
  const owner = { email: 'owner@example.com', name: 'Olive Owner' }
  const body = { type: 'team' as const, email: 'team@example.com', owner }
  team = (await createCustomer(ports, organization, { body })).id
  const params = { id: team }
  for (const role of ['billing_manager', 'member'] as const)
    await createMember(ports, organization, { params, body: { email: `${role}@example.com`, role } })
  for (const { id, role } of (await listMembers(ports, organization, { params })).items) member[role] = id
})
afterAll(() => world.ports.db.destroy())

async function enter(role: MemberRole): Promise<Visitor> {
  const visitor = visitorOf(world, portalOf(world).handle)
  const { token } = await createCustomerSession(world.ports, world.organization, {
    body: { customer_id: team, member_id: member[role]! },
  })
  await visitor.post('/verge/portal/session', { customer_session_token: token })
  if (role === 'owner') await confirmSelf(world, visitor, 'owner@example.com')
  return visitor
}

const people = '/verge/portal/people'

describe('people with access', () => {
  it('are listed with their roles for an owner, who may make somebody else the owner but not leave', async () => {
    const { html } = await (await enter('owner')).get(people)
    for (const said of ['Olive Owner', 'billing_manager@example.com', 'This is you.', 'Make owner'])
      expect(html).toContain(said)
    expect(html).not.toContain(`/people/${member.owner}/remove`)
    expect(html).toContain(`/people/${member.member}/remove`)
  })

  it('of a billing manager’s page nobody can be made the owner', async () => {
    const { html } = await (await enter('billing_manager')).get(people)
    expect(html).not.toContain('Make owner')
    expect(html).toContain('Make billing manager')
  })

  it('are nothing that a member sees, nor led to', async () => {
    const visitor = await enter('member')
    expect((await visitor.get('/verge/portal')).html).not.toContain('/people"')
    expect((await visitor.get(people)).status).toBe(403)
  })

  it('are added, given another role and removed, after one question', async () => {
    const visitor = await enter('owner')
    await visitor.post(people, { email: 'new@example.com', name: 'Nina New', role: 'member' })
    const { html } = await visitor.get(people)
    expect(html).toContain('Nina New has access now.')
    const items = await listMembers(world.ports, world.organization, { params: { id: team } })
    const { id } = items.items.find(({ email }) => email === 'new@example.com')!
    await visitor.post(`${people}/${id}/billing_manager`)
    expect((await visitor.get(people)).html).toContain('Nina New has another role now: Billing manager.')
    const asked = (await visitor.get(`${people}/${id}/remove`)).html
    for (const said of ['Take access away from Nina New?', 'If they have a seat, it becomes free'])
      expect(asked).toContain(said)
    await visitor.post(`${people}/${id}/remove`)
    const left = (await visitor.get(people)).html
    expect(left).toContain('They have no access any more.')
    expect(left).not.toContain('new@example.com')
  })

  it('are not written to without end: whoever gives a role back and forth is told to wait', async () => {
    const visitor = await enter('owner')
    for (const role of [
      'billing_manager',
      'member',
      'billing_manager',
      'member',
      'billing_manager',
      'member',
    ])
      await visitor.post(`${people}/${member.member}/${role}`)
    const { html } = await visitor.get(people)
    expect(html).toContain('You have asked very often. Wait fifteen minutes, then try again.')
    world.pass(15 * 60)
    await visitor.post(`${people}/${member.member}/member`)
    expect((await visitor.get(people)).html).toContain('another role now: Member.')
  })

  it('keep their form where the same address is given access again and again', async () => {
    const visitor = await enter('owner')
    const typed = { email: 'again@example.com', name: 'Again Ann', role: 'member' }
    const add = () => visitor.post(people, typed)
    while ((await add()).status === 303) {
      const { items } = await listMembers(world.ports, world.organization, { params: { id: team } })
      await visitor.post(`${people}/${items.find(({ email }) => email === typed.email)!.id}/remove`)
    }
    const { html } = await add()
    for (const said of ['You have asked very often.', 'value="again@example.com"', 'value="Again Ann"'])
      expect(html).toContain(said)
  })

  it('are given another owner after a question that says what becomes of the owner now', async () => {
    const visitor = await enter('owner')
    const way = `${people}/${member.billing_manager}/owner`
    const { html } = await visitor.get(people)
    expect(html).toContain(`href="${way}"`)
    expect(html).not.toContain(`action="${way}"`)
    const asked = (await visitor.get(way)).html
    for (const said of [
      'Make billing_manager@example.com the owner?',
      'You become a billing manager.',
      'such as licence keys and files, goes over to the new owner.',
      'You cannot take this back yourself',
      `action="${way}"`,
    ])
      expect(asked).toContain(said)
    const manager = await enter('billing_manager')
    for (const id of [member.member, member.owner])
      expect(await manager.get(`${people}/${id}/owner`)).toMatchObject({ status: 303, location: people })
    expect(await visitor.get(`${people}/${crypto.randomUUID()}/owner`)).toMatchObject({ status: 303 })
    await visitor.post(way)
    const after = (await visitor.get(people)).html
    expect(after).toContain('billing_manager@example.com has another role now: Owner.')
    expect(after).not.toContain('Make owner')
  })

  it('wrongly written are said to be at the field, and what was typed stays', async () => {
    const visitor = await enter('owner')
    const { status, html } = await visitor.post(people, {
      email: 'nothing',
      name: 'Nina New',
      role: 'billing_manager',
    })
    expect(status).toBe(422)
    expect(html).toMatch(/<span class="error" id="email-error">Write an e-mail address/)
    for (const typed of ['value="nothing"', 'value="Nina New"', 'value="billing_manager" checked'])
      expect(html).toContain(typed)
  })

  it('have buttons that say to whoever hears them alone of whom they are', async () => {
    const { html } = await (await enter('owner')).get(people)
    for (const name of ['Make billing manager', 'Take access away'])
      expect(html).toContain(`aria-label="${name}: member@example.com"`)
  })
})

describe('the seats of a subscription', () => {
  it('are given, sent again and freed, and what is not accepted yet is said on the overview', async () => {
    await updateOrganization(world.ports, world.organization, { body: { member_model_enabled: false } })
    const { customer } = await world.addCustomer('joan@example.com', works)
    const product_id = await sellTeam(world)
    const { id } = await buyTeam(world, { product_id, customer_id: customer.id, seats: 2 })
    const joan = visitorOf(world, portalOf(world).handle)
    await joan.enter(customer.id)
    const page = `/verge/portal/subscriptions/${id}/people`
    expect((await joan.get(page)).html).toContain('0 of 2 seats in use.')
    await joan.post(page, { email: 'colleague@example.com' })
    const { html } = await joan.get(page)
    expect(html).toContain('We sent an invitation to colleague@example.com.')
    expect((await joan.get('/verge/portal')).html).toContain('One invitation is not accepted yet.')
    const seat = /people\/([0-9a-f-]{36})\/resend/.exec(html)![1]!
    await joan.post(`${page}/${seat}/resend`)
    expect((await joan.get(page)).html).toContain('We sent the invitation again.')
    const asked = (await joan.get(`${page}/${seat}/free`)).html
    expect(asked).toContain('Free the seat of colleague@example.com?')
    expect(asked).toContain('The invitation stops working.')
    expect((await joan.get(page)).html).toContain('1 of 2 seats in use.')
    await joan.post(`${page}/${seat}/free`)
    expect((await joan.get(page)).html).toContain('0 of 2 seats in use.')
    expect(await joan.get(`${page}/${seat}/free`)).toMatchObject({ status: 303, location: page })
  })

  it('are not given to nobody, nor twice to the same: that is said at the field, and what was typed stays', async () => {
    const { customer } = await world.addCustomer('june@example.com', works)
    const product_id = await sellTeam(world)
    const { id } = await buyTeam(world, { product_id, customer_id: customer.id, seats: 3 })
    const june = visitorOf(world, portalOf(world).handle)
    await june.enter(customer.id)
    const page = `/verge/portal/subscriptions/${id}/people`
    const wrong = await june.post(page, { email: 'colleague' })
    expect(wrong.status).toBe(422)
    expect(wrong.html).toMatch(/<span class="error" id="email-error">Write an e-mail address/)
    expect(wrong.html).toContain('value="colleague"')
    await june.post(page, { email: 'colleague@example.com' })
    const twice = await june.post(page, { email: 'colleague@example.com' })
    expect(twice.status).toBe(422)
    expect(twice.html).toMatch(/<span class="error" id="email-error">[^<]+/)
    expect(twice.html).toContain('value="colleague@example.com"')
    expect(twice.html).toContain('aria-label="Free this seat: colleague@example.com"')
  })

  it('that somebody has taken are freed after a question that says what they lose', async () => {
    const { customer, actor } = await world.addCustomer('jane@example.com', works)
    const product_id = await sellTeam(world)
    const { id } = await buyTeam(world, { product_id, customer_id: customer.id, seats: 2 })
    const email = 'holder@example.com'
    await assignSeat(world.ports, actor, { body: { subscription_id: id, email, immediate_claim: false } })
    const holder = visitorOf(world, portalOf(world).handle)
    const invitation_token = await invitationOf(world, email)
    await holder.post('/verge/portal/claim', { invitation_token })
    const jane = visitorOf(world, portalOf(world).handle)
    await jane.enter(customer.id)
    const page = `/verge/portal/subscriptions/${id}/people`
    const { html } = await jane.get(page)
    const [, way] = /href="([^"]+\/free)"/.exec(html)!
    expect(html).not.toContain(`action="${way}"`)
    expect((await jane.get(way!)).html).toContain('This person loses it at once, with what comes with it.')
  })
})
