import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { buyTeam, invitationOf, sellTeam } from '../../../../../test/world/team.ts'
import { portalOf, visitorOf } from '../../../../../test/world/visitor.ts'
import type { CustomerActor } from '../../operations/actor.ts'
import { assignSeat } from '../../operations/seats/assign.ts'
import { cancelSubscription } from '../../operations/subscriptions/cancel.ts'
import { updateSubscription } from '../../operations/subscriptions/update.ts'
import { advanceClock } from '../../jobs/run-due.ts'

let world: World
let payer: CustomerActor
let id: string
let invitation_token: string
let people = 0

beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  world.moveTo(new Date('2027-01-31T12:00:00Z'))
  const number = ++people
  payer = (await world.addCustomer(`payer-${number}@example.com`)).actor
  const product_id = await sellTeam(world)
  id = (await buyTeam(world, { product_id, customer_id: payer.customer_id, seats: 2 })).id
  invitation_token = await invite(`colleague-${number}@example.com`)
})

async function invite(email: string): Promise<string> {
  await assignSeat(world.ports, payer, { body: { subscription_id: id, email, immediate_claim: false } })
  return invitationOf(world, email)
}

/** Somebody who has just taken the seat. */
async function holder(ways: Parameters<typeof portalOf>[1] = {}) {
  const visitor = visitorOf(world, portalOf(world, ways).handle)
  await visitor.post('/verge/portal/claim', { invitation_token })
  return {
    async overview(): Promise<string> {
      const { status, html } = await visitor.get('/verge/portal')
      expect(status).toBe(200)
      return html
    },
  }
}

describe('the overview of somebody with a seat', () => {
  it('says what they have, from whom and until when, instead of that they have nothing', async () => {
    const html = await (await holder()).overview()
    expect(html).toContain('The seat is yours.')
    expect(html).toContain('Seats you have')
    expect(html).toContain('<h3>Team</h3>')
    expect(html).toContain('From Verge. It costs you nothing.')
    expect(html).toContain('It is yours until February 28, 2027, and longer when it is renewed.')
    expect(html).not.toContain('You have no subscription.')
  })

  it('offers nothing about what another pays for, and leads to no page of it', async () => {
    const html = await (await holder()).overview()
    expect(html).not.toContain(id)
    expect(html).not.toContain('$20.00')
  })

  it('says that it ends, and nothing of it once it has', async () => {
    const { overview } = await holder()
    await cancelSubscription(world.ports, payer, { params: { id } })
    expect(await overview()).toContain('It is yours until February 28, 2027.')
    await advanceClock(world.ports, world.moveTo, new Date('2027-03-01T12:00:00Z'))
    const html = await (await holderSignedInAnew()).overview()
    expect(html).not.toContain('Seats you have')
    expect(html).toContain('You have no subscription.')
  })

  it('says that it is paused', async () => {
    const { overview } = await holder()
    const params = { id }
    await updateSubscription(world.ports, world.organization, { params, body: { pause_at_period_end: true } })
    expect(await overview()).toContain('It is yours until February 28, 2027.')
    await advanceClock(world.ports, world.moveTo, new Date('2027-03-01T12:00:00Z'))
    expect(await (await holderSignedInAnew()).overview()).toContain('It is paused at the moment.')
  })

  it('goes on without it where the API does not tell', async () => {
    const { overview } = await holder({
      between: (api) => async (request) =>
        request.url.includes('/seats/subscriptions') ? new Response('busy', { status: 502 }) : api(request),
    })
    const html = await overview()
    expect(html).not.toContain('Seats you have')
    expect(html).toContain('something may be missing')
  })

  it('speaks German', async () => {
    const visitor = visitorOf(world, portalOf(world).handle)
    await visitor.post('/verge/portal/claim?locale=de', { invitation_token })
    expect((await visitor.get('/verge/portal?language=de')).status).toBeLessThan(400)
    expect((await visitor.get('/verge/portal')).html).toContain('Ihre Plätze')
  })
})

/** A session lasts an hour. */
async function holderSignedInAnew() {
  const { customer_id } = await world.ports.db
    .selectFrom('customer_seats')
    .select('customer_id')
    .where('subscription_id', '=', id)
    .executeTakeFirstOrThrow()
  const visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(customer_id!)
  return { overview: async () => (await visitor.get('/verge/portal')).html }
}

describe('the overview of somebody who pays for their own seat', () => {
  it('names it once, as their subscription', async () => {
    const visitor = visitorOf(world, portalOf(world).handle)
    const token = await invite(`payer-${people}@example.com`)
    await visitor.post('/verge/portal/claim', { invitation_token: token })
    const { html } = await visitor.get('/verge/portal')
    expect(html).toContain('Your subscription')
    expect(html).not.toContain('Seats you have')
  })
})
