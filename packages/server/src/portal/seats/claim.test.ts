import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openEstate } from '../../../../../test/security/estate.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { buyTeam, invitationOf, sellTeam } from '../../../../../test/world/team.ts'
import { portalOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'
import { assignSeat } from '../../operations/seats/assign.ts'

let world: World
let visitor: Visitor
let email: string
let invitation_token: string
let people = 0

beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  const number = ++people
  const { actor } = await world.addCustomer(`team-${number}@example.com`)
  const product_id = await sellTeam(world)
  const { id } = await buyTeam(world, { product_id, customer_id: actor.customer_id, seats: 2 })
  email = `colleague-${number}@example.com`
  const body = { subscription_id: id, email, immediate_claim: false }
  await assignSeat(world.ports, actor, { body })
  invitation_token = await invitationOf(world, email)
  visitor = visitorOf(world, portalOf(world).handle)
})

const page = () => `/verge/portal/claim?invitation_token=${invitation_token}`
const take = (from?: string) => visitor.post('/verge/portal/claim', { invitation_token }, from)
async function status() {
  const found = world.ports.db.selectFrom('customer_seats').select('status').where('email', '=', email)
  return (await found.executeTakeFirstOrThrow()).status
}

describe("an invitation's page", () => {
  it('offers the seat, sends nothing by itself, and tells its address to nobody', async () => {
    const { status: answer, html, headers } = await visitor.get(page())
    expect(answer).toBe(200)
    expect(html).toContain('A seat of Team')
    expect(html).toContain(email)
    expect(html).not.toContain('data-continues')
    expect(headers.get('referrer-policy')).toBe('strict-origin')
    expect(await status()).toBe('pending')
  })

  it('takes the seat at the press of its button, and lets in whoever it was for', async () => {
    const taken = await take()
    expect(taken).toMatchObject({ status: 303, location: '/verge/portal' })
    expect(await status()).toBe('claimed')
    const { status: answer, html } = await visitor.get('/verge/portal')
    expect(answer).toBe(200)
    expect(html).toContain('The seat is yours.')
    expect(html).not.toContain('polar_')
  })

  it('lets in who takes a seat of a team as a member of it, who may change nothing', async () => {
    const estate = await openEstate()
    const { world: theirs } = estate
    const body = { subscription_id: estate.owned.team!, email: 'new@example.com', immediate_claim: false }
    await assignSeat(theirs.ports, theirs.organization, { body })
    const guest = visitorOf(theirs, portalOf(theirs).handle)
    const token = await invitationOf(theirs, 'new@example.com')
    await guest.post('/verge/portal/claim', { invitation_token: token })
    const { html } = await guest.get('/verge/portal')
    expect(html).toContain('The seat is yours.')
    expect(html).toContain('>Team<')
    expect(html).not.toContain('/cancel"><')
    expect((await guest.get(estate.addressOf('/orders/{id}'))).status).toBe(403)
  })

  it('says in words that an invitation is used up or unknown', async () => {
    await take()
    const [looked, again] = [await visitor.get(page()), await take()]
    const unknown = await visitor.get('/verge/portal/claim?invitation_token=nobodys')
    const empty = await visitor.get('/verge/portal/claim')
    for (const seen of [looked, again, unknown, empty]) {
      expect(seen.status).toBe(410)
      expect(seen.html).toContain('This invitation no longer works')
    }
  })

  it('takes nothing for another site', async () => {
    expect((await take('cross-site')).status).toBe(403)
    expect(await status()).toBe('pending')
  })

  it('speaks German', async () => {
    expect((await visitor.get(`${page()}&locale=de`)).html).toContain('Platz annehmen')
  })
})
