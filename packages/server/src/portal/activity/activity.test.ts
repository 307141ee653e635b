import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, quoteOn, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'
import { advanceClock } from '../../jobs/run-due.ts'
import { createCustomer } from '../../operations/customers/create.ts'
import { createMember, listMembers } from '../../operations/members/for-seller.ts'
import { updateOrganization } from '../../operations/organizations/update.ts'

let world: World
let ada: Visitor
let id: string
let customer_id: string

beforeAll(async () => {
  world = await openWorld()
  customer_id = (await world.addCustomer('ada@example.com', works)).customer.id
  id = (await world.subscribe(customer_id)).id
  await advanceClock(world.ports, world.moveTo, new Date('2027-03-01T12:00:00Z'))
  ada = visitorOf(world, portalOf(world).handle)
  await ada.enter(customer_id)
  const cancellation = `/verge/portal/subscriptions/${id}/cancel`
  await ada.post(cancellation, quoteOn(await ada.get(cancellation)))
  const page = `/verge/portal/subscriptions/${id}`
  await ada.post(`${page}/reactivate`, quoteOn(await ada.get(page)))
})
afterAll(() => world.ports.db.destroy())

/** The lines of the lists on a page, their dates and words apart by a bar. */
async function lines(path: string, visitor = ada): Promise<string[]> {
  const { html } = await visitor.get(`/verge/portal${path}`)
  return [...html.matchAll(/<li><time[^>]*>([^<]*)<\/time><span>([^<]*)(?:<span[^>]*>([^<]*))?/g)].map(
    (found) => found.slice(1).filter(Boolean).join(' | '),
  )
}

describe('the timeline of a subscription', () => {
  it('tells what is still to come, and what happened, the newest first, and who did it', async () => {
    expect(await lines(`/subscriptions/${id}`)).toEqual([
      'March 31, 2027 | It renews.',
      'March 1, 2027 | The cancellation of Pro was taken back. | By you',
      'March 1, 2027 | Pro was canceled for March 31, 2027. | By you',
      'February 28, 2027 | $20.00 was paid. | Automatically',
      'February 28, 2027 | Pro renewed until March 31, 2027. | Automatically',
      'January 31, 2027 | $20.00 was paid. | Automatically',
      'January 31, 2027 | Pro began. | Automatically',
    ])
  })

  it('is not there in front of a Polar that cannot tell, and leaves no hole', async () => {
    const hosted = visitorOf(world, portalOf(world, { hosted: true }).handle)
    await hosted.enter(customer_id)
    expect(await lines(`/subscriptions/${id}`, hosted)).toEqual([])
    expect((await hosted.get('/verge/portal/activity')).status).toBe(404)
    expect((await hosted.get('/verge/portal')).html).not.toContain('/activity')
  })
})

describe('signing out everywhere', () => {
  it('ends the sessions of every browser, and of nobody else', async () => {
    const [one, other] = [visitorOf(world, portalOf(world).handle), visitorOf(world, portalOf(world).handle)]
    const someone = await world.addCustomer('someone@example.com')
    const stranger = visitorOf(world, portalOf(world).handle)
    await stranger.enter(someone.customer.id)
    for (const visitor of [one, other]) await visitor.enter(customer_id)
    const { location } = await one.post('/verge/portal/billing/sessions')
    expect((await one.get(location!)).html).toContain('You are signed out')
    expect((await other.get('/verge/portal')).status).toBe(401)
    expect((await stranger.get('/verge/portal')).status).toBe(200)
    await ada.enter(customer_id)
  })
})

describe('the activity of a customer', () => {
  it('tells of all that they have', async () => {
    await ada.post('/verge/portal/billing', { name: 'Ada Byron', country: 'DE', postal_code: '10115' })
    const [newest] = await lines('/activity')
    expect(newest).toBe('March 1, 2027 | The billing details were changed. | By you')
  })

  it('is nobody else’s', async () => {
    const { customer } = await world.addCustomer('grace@example.com', works)
    const grace = visitorOf(world, portalOf(world).handle)
    await grace.enter(customer.id)
    expect(await lines('/activity', grace)).toEqual([])
    expect((await grace.get(`/verge/portal/subscriptions/${id}`)).status).toBe(404)
  })

  it('says to each of its members which of it was theirs, and which another’s', async () => {
    const { ports, organization } = world
    await updateOrganization(ports, organization, { body: { member_model_enabled: true } })
    const owner = { email: 'olive@example.com', name: 'Olive' }
    const { id: team } = await createCustomer(ports, organization, {
      body: { type: 'team', email: 'team@example.com', owner },
    })
    const [olive] = (await listMembers(ports, organization, { params: { id: team } })).items
    const bill = await createMember(ports, organization, {
      params: { id: team },
      body: { email: 'bill@example.com', role: 'billing_manager' },
    })
    const enter = async (member_id: string) => {
      const visitor = visitorOf(world, portalOf(world).handle)
      await visitor.enter(team, { member_id })
      return visitor
    }
    const [asOlive, asBill] = [await enter(olive!.id), await enter(bill.id)]
    const address = { country: 'DE', postal_code: '10115' }
    await asOlive.post('/verge/portal/billing', { ...address, name: 'By Olive' })
    world.pass(1)
    await asBill.post('/verge/portal/billing', { ...address, name: 'By Bill' })
    const by = async (visitor: Visitor) =>
      (await lines('/activity', visitor))
        .filter((line) => line.includes('billing details'))
        .map((line) => line.split(' | ')[2])
    expect(await by(asOlive)).toEqual(['bill@example.com', 'By you'])
    expect(await by(asBill)).toEqual(['By you', 'Olive'])
  })
})
