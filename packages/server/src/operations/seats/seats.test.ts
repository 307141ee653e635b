import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { advanceClock } from '../../jobs/run-due.ts'
import { UnknownOutcome } from '../../ports/unknown-outcome.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { nobody, works } from '../../../../../test/world/checkouts.ts'
import { buyTeam, invitationOf, sellTeam } from '../../../../../test/world/team.ts'
import type { CustomerActor } from '../actor.ts'
import { introspectCustomerSession } from '../customer-sessions/current.ts'
import { resolveToken } from '../customer-sessions/resolve.ts'
import { deleteCustomer } from '../customers/delete.ts'
import { createProduct } from '../products/create.ts'
import { cancelSubscription } from '../subscriptions/cancel.ts'
import { revokeSubscription } from '../subscriptions/revoke.ts'
import { updateSubscription } from '../subscriptions/update.ts'
import { assignSeat } from './assign.ts'
import { claimSeat, getSeatClaim } from './claim.ts'
import { listClaimedSubscriptions } from './claimed.ts'
import { listSeats } from './list.ts'
import { resendInvitation } from './resend.ts'
import { revokeSeat } from './revoke.ts'

let world: World
let ada: CustomerActor
let subscription_id: string
let checkout_id: string

beforeEach(async () => {
  world = await openWorld()
  ada = (await world.addCustomer('ada@example.com')).actor
  const product_id = await sellTeam(world)
  const bought = await buyTeam(world, { product_id, customer_id: ada.customer_id, seats: 3 })
  subscription_id = bought.id
  checkout_id = bought.checkout_id!
})
afterEach(() => world.ports.db.destroy())

type Body = Parameters<typeof assignSeat>[2]['body']
const assign = (email: string, rest: Partial<Body> = {}, actor: Parameters<typeof assignSeat>[1] = ada) =>
  assignSeat(world.ports, actor, {
    body: { subscription_id, email, immediate_claim: false, ...rest },
  })
const bySeller = (body: Partial<Body>) =>
  assignSeat(world.ports, world.organization, { body: { subscription_id, immediate_claim: false, ...body } })
const seats = () => listSeats(world.ports, ada, { query: { subscription_id } })
const revoke = (id: string) => revokeSeat(world.ports, ada, { params: { id } })
const resend = (id: string) => resendInvitation(world.ports, ada, { params: { id } })
const claim = (invitation_token: string) => claimSeat(world.ports, nobody, { body: { invitation_token } })
const look = (invitation_token: string) => getSeatClaim(world.ports, nobody, { params: { invitation_token } })

async function stored() {
  return world.ports.db.selectFrom('subscriptions').selectAll().executeTakeFirstOrThrow()
}
async function mails(recipient: string) {
  return world.ports.db
    .selectFrom('emails')
    .selectAll()
    .where('recipient', '=', recipient)
    .orderBy('created_at')
    .execute()
}
const invitation = (recipient: string) => invitationOf(world, recipient)
async function told(id: string): Promise<string[]> {
  const events = await world.ports.db
    .selectFrom('events')
    .select('types')
    .where('aggregate_id', '=', id)
    .orderBy('version')
    .execute()
  return events.flatMap(({ types }) => types)
}
const afterwards = (hours: number) => world.pass(hours * 3600)

describe('a seat', () => {
  it('is offered by mail, taken by whoever read it, and lets them in', async () => {
    const seat = await assign('grace@example.com', { metadata: { desk: 4 } })
    expect(seat).toMatchObject({
      status: 'pending',
      customer_email: 'grace@example.com',
      customer_id: null,
      seat_metadata: { desk: 4 },
      invitation_token_expires_at: new Date('2027-02-01T12:00:00Z'),
    })
    expect(await seats()).toMatchObject({ available_seats: 2, total_seats: 3, seats: [{ id: seat.id }] })
    const token = await invitation('grace@example.com')
    expect(await look(token)).toMatchObject({ can_claim: true, customer_email: 'grace@example.com' })
    expect((await seats()).seats[0]!.status).toBe('pending')
    const taken = await claim(token)
    expect(taken.seat).toMatchObject({ id: seat.id, status: 'claimed' })
    const actor = (await resolveToken(world.ports, taken.customer_session_token)) as CustomerActor
    expect(actor.customer_id).toBe(taken.seat.customer_id)
    expect(await introspectCustomerSession(world.ports, actor)).toMatchObject({ return_url: null })
    expect(await told(seat.id)).toEqual(['customer_seat.assigned', 'customer_seat.claimed'])
    expect(await seats()).toMatchObject({ available_seats: 2 })
  })

  it('is taken once', async () => {
    await assign('grace@example.com')
    const token = await invitation('grace@example.com')
    await claim(token)
    expect(await look(token)).toMatchObject({ can_claim: false })
    await expect(claim(token)).rejects.toMatchObject({ error: 'SeatNotPending' })
  })

  it('goes to the customer who has the address already', async () => {
    const { customer } = await world.addCustomer('grace@example.com')
    await assign('Grace@Example.com')
    const { seat } = await claim(await invitation('Grace@Example.com'))
    expect(seat.customer_id).toBe(customer.id)
  })

  it('is one for a person, however the address is written', async () => {
    await assign('grace@example.com')
    await expect(assign('GRACE@example.com')).rejects.toMatchObject({ error: 'SeatAlreadyAssigned' })
    expect((await stored()).seats_assigned).toBe(1)
  })

  it('can be had while there is one, and again when one is freed', async () => {
    const [first] = [
      await assign('a@example.com'),
      await assign('b@example.com'),
      await assign('c@example.com'),
    ]
    await expect(assign('d@example.com')).rejects.toMatchObject({ error: 'SeatNotAvailable', status: 400 })
    expect(await mails('d@example.com')).toEqual([])
    expect(await revoke(first.id)).toMatchObject({ status: 'revoked' })
    await assign('d@example.com')
    expect(await seats()).toMatchObject({ available_seats: 0 })
  })

  it("that was freed is nobody's, also for whoever still has the invitation", async () => {
    const { id } = await assign('grace@example.com')
    const token = await invitation('grace@example.com')
    await revoke(id)
    expect(await revoke(id)).toMatchObject({ status: 'revoked' })
    expect(await told(id)).toEqual(['customer_seat.assigned', 'customer_seat.revoked'])
    await expect(look(token)).rejects.toMatchObject({ error: 'InvalidInvitationToken', status: 400 })
    await expect(claim(token)).rejects.toMatchObject({ error: 'InvalidInvitationToken', status: 400 })
    expect((await stored()).seats_assigned).toBe(0)
    expect(await seats()).toMatchObject({ seats: [], available_seats: 3 })
  })

  it('is not to be had by an invitation of yesterday, and is by one that was sent again', async () => {
    const { id } = await assign('grace@example.com')
    const old = await invitation('grace@example.com')
    afterwards(24)
    expect(await look(old)).toMatchObject({ can_claim: false })
    await expect(claim(old)).rejects.toMatchObject({ error: 'InvalidInvitationToken' })
    await resend(id)
    const token = await invitation('grace@example.com')
    expect(token).not.toBe(old)
    await expect(look(old)).rejects.toMatchObject({ error: 'InvalidInvitationToken' })
    expect(await claim(token)).toMatchObject({ seat: { status: 'claimed' } })
    await expect(resend(id)).rejects.toMatchObject({ error: 'SeatNotPending' })
  })

  it('stands in the books without the token that opens it', async () => {
    await assign('grace@example.com')
    const token = await invitation('grace@example.com')
    const kept = await world.ports.db.selectFrom('customer_seats').selectAll().execute()
    const audit = await world.ports.db.selectFrom('audit_entries').selectAll().execute()
    expect(JSON.stringify([kept, audit])).not.toContain(token)
  })
})

describe('whoever has a seat', () => {
  it('sees the subscription that it is of, and not why it was left; whoever is only invited does not', async () => {
    const claimed = async (customer_id: string) => {
      const { items } = await listClaimedSubscriptions(world.ports, { ...ada, customer_id }, {})
      return items
    }
    const grace = (await world.addCustomer('grace@example.com')).customer.id
    await assign('grace@example.com')
    expect(await claimed(grace)).toEqual([])
    await claim(await invitation('grace@example.com'))
    await cancelSubscription(
      world.ports,
      ada,
      { params: { id: subscription_id } },
      { customer_cancellation_comment: 'Too dear' },
    )
    expect(await claimed(grace)).toMatchObject([
      { id: subscription_id, cancel_at_period_end: true, customer_cancellation_comment: null },
    ])
    expect(await claimed(ada.customer_id)).toEqual([])
  })
})

describe('the customer', () => {
  it.each([
    ['a customer by an id', { email: null, customer_id: crypto.randomUUID() }],
    ['a seat without an invitation', { immediate_claim: true }],
    ['a member', { member_id: crypto.randomUUID() }],
    ['nobody', { email: null }],
  ])('cannot assign %s', async (_, body) => {
    await expect(assign('grace@example.com', body)).rejects.toMatchObject({ status: 422 })
    expect((await stored()).seats_assigned).toBe(0)
  })

  it('names one subscription, by its id or by the checkout that bought it', async () => {
    await assign('grace@example.com', { subscription_id: null, checkout_id })
    const both = { checkout_id }
    await expect(assign('joan@example.com', both)).rejects.toMatchObject({ error: 'BadRequest' })
    await expect(assign('joan@example.com', { subscription_id: null })).rejects.toMatchObject({ status: 400 })
    const order = { subscription_id: null, order_id: crypto.randomUUID() }
    await expect(assign('joan@example.com', order)).rejects.toMatchObject({ status: 404 })
  })

  it('does not reach the seats of another', async () => {
    const { actor } = await world.addCustomer('eve@example.com')
    const { id } = await assign('grace@example.com')
    const params = { params: { id } }
    const outcomes = await Promise.allSettled([
      assign('eve@example.com', {}, actor),
      assign('eve@example.com', { subscription_id: null, checkout_id }, actor),
      listSeats(world.ports, actor, { query: { subscription_id } }),
      revokeSeat(world.ports, actor, params),
      resendInvitation(world.ports, actor, params),
    ])
    expect(
      outcomes.map((one) => one.status === 'rejected' && (one.reason as { status: number }).status),
    ).toEqual([404, 404, 404, 404, 404])
    expect((await stored()).seats_assigned).toBe(1)
  })

  it('has no seats to give where the plan has none, or has ended', async () => {
    const { actor } = await world.addCustomer('solo@example.com', works)
    const solo = await world.subscribe(actor.customer_id)
    await expect(assign('grace@example.com', { subscription_id: solo.id }, actor)).rejects.toMatchObject({
      error: 'NotASeatBasedSubscription',
    })
    await assign('joan@example.com')
    const token = await invitation('joan@example.com')
    await revokeSubscription(world.ports, world.organization, { params: { id: subscription_id } })
    await expect(assign('grace@example.com')).rejects.toMatchObject({ error: 'BadRequest' })
    expect(await look(token)).toMatchObject({ can_claim: false })
    await expect(claim(token)).rejects.toMatchObject({ error: 'BadRequest' })
  })
})

describe('the seller', () => {
  it('gives a seat at once, to an address that becomes a customer or to one who is', async () => {
    const { customer } = await world.addCustomer('grace@example.com')
    expect(await bySeller({ customer_id: customer.id, immediate_claim: true })).toMatchObject({
      status: 'claimed',
      customer_id: customer.id,
      customer_email: 'grace@example.com',
      invitation_token_expires_at: null,
    })
    const seat = await bySeller({ email: 'new@example.com', immediate_claim: true })
    const made = await world.ports.db
      .selectFrom('customers')
      .select('id')
      .where('email', '=', 'new@example.com')
      .executeTakeFirstOrThrow()
    expect(seat).toMatchObject({ status: 'claimed', customer_id: made.id })
    expect(await told(seat.id)).toEqual(['customer_seat.assigned', 'customer_seat.claimed'])
    expect([...(await mails('new@example.com')), ...(await mails('grace@example.com'))]).toEqual([])
    await expect(bySeller({ customer_id: crypto.randomUUID() })).rejects.toMatchObject({ status: 422 })
  })
})

describe('seats that are given away', () => {
  const sells = (body: Parameters<typeof updateSubscription>[2]['body']) =>
    updateSubscription(world.ports, world.organization, { params: { id: subscription_id }, body })

  it('cannot be sold back', async () => {
    await assign('grace@example.com')
    await assign('joan@example.com')
    await expect(sells({ seats: 1 })).rejects.toMatchObject({ error: 'SeatsAlreadyAssigned' })
    expect(await sells({ seats: 2 })).toMatchObject({ seats: 2 })
    await expect(assign('alan@example.com')).rejects.toMatchObject({ error: 'SeatNotAvailable' })
  })

  it('leave room for fewer that are to come with the next period', async () => {
    await sells({ seats: 1, proration_behavior: 'next_period' })
    expect(await seats()).toMatchObject({ available_seats: 1, total_seats: 3 })
    await assign('grace@example.com')
    await expect(assign('joan@example.com')).rejects.toMatchObject({ error: 'SeatNotAvailable' })
    await advanceClock(world.ports, world.moveTo, new Date('2027-03-01T12:00:00Z'))
    expect(await stored()).toMatchObject({ seats: 1, seats_assigned: 1, status: 'active' })
  })

  it('leave room for as few as a scheduled product is sold with, and that many come', async () => {
    const tiers = [{ min_seats: 1, max_seats: 2, price_per_seat: 700 }]
    const small = await createProduct(world.ports, world.organization, {
      body: {
        name: 'Pair',
        visibility: 'public',
        recurring_interval: 'month',
        prices: [
          {
            amount_type: 'seat_based',
            price_currency: 'usd',
            seat_tiers: { seat_tier_type: 'volume', tiers },
          },
        ],
      },
    })
    await sells({ product_id: small.id, proration_behavior: 'next_period' })
    expect(await seats()).toMatchObject({ available_seats: 2, total_seats: 3 })
    await advanceClock(world.ports, world.moveTo, new Date('2027-03-01T12:00:00Z'))
    expect(await stored()).toMatchObject({ product_id: small.id, seats: 2, amount: 1400 })
  })

  it('leave room for fewer that are being paid for, until the bank has answered', async () => {
    const { charge } = world.ports.processor
    world.ports.processor.charge = async (input) => {
      await charge(input)
      throw new UnknownOutcome()
    }
    await expect(sells({ seats: 1, proration_behavior: 'reset' })).rejects.toMatchObject({
      error: 'PaymentAlreadyInProgress',
    })
    world.ports.processor.charge = charge
    expect(await stored()).toMatchObject({ seats: 3 })
    await assign('grace@example.com')
    await expect(assign('joan@example.com')).rejects.toMatchObject({ error: 'SeatNotAvailable' })
    await advanceClock(world.ports, world.moveTo, new Date('2027-02-01T12:00:00Z'))
    expect(await stored()).toMatchObject({ seats: 1, seats_assigned: 1 })
  })

  it('are left to others by whoever is deleted, and keep no address of theirs', async () => {
    await assign('grace@example.com')
    const { seat } = await claim(await invitation('grace@example.com'))
    const query = { anonymize: true }
    await deleteCustomer(world.ports, world.organization, { params: { id: seat.customer_id! }, query })
    expect(await stored()).toMatchObject({ seats_assigned: 0, status: 'active' })
    const [kept] = await world.ports.db.selectFrom('customer_seats').selectAll().execute()
    expect(kept).toMatchObject({ status: 'revoked', email: `${seat.customer_id}@anonymized.invalid` })
    expect(await mails('grace@example.com')).toEqual([])
  })

  it('keep no address of whom their buyer invited and who never became a customer, once the buyer is erased', async () => {
    await assign('invited@example.com')
    await revoke((await assign('uninvited@example.com')).id)
    await assign('taken@example.com')
    await claim(await invitation('taken@example.com'))
    await revokeSubscription(world.ports, world.organization, { params: { id: subscription_id } })
    const query = { anonymize: true }
    await deleteCustomer(world.ports, world.organization, { params: { id: ada.customer_id }, query })
    expect(await stored()).toMatchObject({ seats_assigned: 1 })
    const kept = await world.ports.db.selectFrom('customer_seats').select(['status', 'email']).execute()
    expect(kept.toSorted((one, other) => one.email.localeCompare(other.email))).toEqual([
      ...Array(2).fill({ status: 'revoked', email: `${ada.customer_id}@anonymized.invalid` }),
      { status: 'claimed', email: 'taken@example.com' },
    ])
    const written = await world.ports.db.selectFrom('emails').selectAll().execute()
    expect(JSON.stringify(written)).not.toMatch(/invited@example\.com/)
  })

  it('keep the addresses of those invited where their buyer is deleted and not erased', async () => {
    await assign('invited@example.com')
    await deleteCustomer(world.ports, world.organization, { params: { id: ada.customer_id } })
    expect(await world.ports.db.selectFrom('customer_seats').select('email').execute()).toEqual([
      { email: 'invited@example.com' },
    ])
  })
})
