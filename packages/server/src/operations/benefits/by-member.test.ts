import { beforeEach, describe, expect, it } from 'vitest'
import { customerCalls, memberCalls, sellerCalls, type Call } from '../../../../../test/world/call.ts'
import { nobody, works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { buyTeam, invitationOf, sellTeam } from '../../../../../test/world/team.ts'
import { uploadFile } from '../../../../../test/world/upload.ts'
import { claimSeat } from '../seats/claim.ts'
import { resolveToken } from '../customer-sessions/resolve.ts'

let world: World
let call: Call
let team: string
let benefits: Record<'note' | 'key' | 'file', string>
const members: Record<string, string> = {}
beforeEach(async () => {
  world = await openWorld()
  call = await sellerCalls(world)
  await call('PATCH', '/v1/verge/organization', { member_model_enabled: true })
  const owner = { email: 'olga@example.com', name: 'Olga' }
  team = await idOf(call('POST', '/v1/customers/', { type: 'team', email: 'casa@example.com', owner }))
  for (const [name, role] of Object.entries({ bill: 'billing_manager', mo: 'member', ida: 'member' })) {
    const body = { email: `${name}@example.com`, role, external_id: name }
    members[name] = await idOf(call('POST', `/v1/customers/${team}/members`, body))
  }
  const { items } = (await call('GET', `/v1/customers/${team}/members?role=owner`)).body
  members.olga = (items as [{ id: string }])[0].id
  const file = await uploadFile(world, { name: 'app.zip', parts: ['The app'] })
  benefits = {
    note: await made({ type: 'custom', description: 'Support by phone', properties: { note: null } }),
    key: await made({ type: 'license_keys', description: 'A key', properties: {} }),
    file: await made({ type: 'downloadables', description: 'The app', properties: { files: [file.id] } }),
  }
})

const idOf = async (answer: ReturnType<Call>) => (await answer).body.id as string
const made = (body: object) => idOf(call('POST', '/v1/benefits/', body))
const comesWith = (product_id: string, ...ids: string[]) =>
  call('POST', `/v1/products/${product_id}/benefits`, { benefits: ids })
const as = (name: string) => memberCalls(world, team, members[name]!)

interface Shown {
  id: string
  member_id: string | null
  benefit_id: string
  customer_id: string
  properties: { license_key_id?: string }
}
async function grants(caller: Call, query = ''): Promise<Shown[]> {
  return (await caller('GET', `/v1/customer-portal/benefit-grants/${query}`)).body.items as Shown[]
}
const has = async (name: string) => (await grants(await as(name))).map(({ benefit_id }) => benefit_id)

/** So many seats of a product with all three benefits. */
async function teamSubscription(): Promise<string> {
  const product_id = await sellTeam(world)
  await comesWith(product_id, ...Object.values(benefits))
  return (await buyTeam(world, { product_id, customer_id: team, seats: 3 })).id
}
const seatFor = (subscription_id: string, person: object) =>
  call('POST', '/v1/customer-seats', { subscription_id, immediate_claim: true, ...person })

describe('what comes with a customer’s own subscription', () => {
  beforeEach(async () => {
    await world.addCard(team, works)
    const { product_id } = await world.subscribe(team)
    await comesWith(product_id, benefits.note)
  })

  it('is the owner’s, and no other member’s', async () => {
    expect(await has('olga')).toEqual([benefits.note])
    for (const name of ['bill', 'mo']) expect(await has(name)).toEqual([])
    const [grant] = await grants(await as('olga'))
    expect(grant).toMatchObject({ member_id: members.olga, customer_id: team })
    const path = `/v1/customer-portal/benefit-grants/${grant!.id}`
    expect((await (await as('mo'))('GET', path)).status).toBe(404)
    expect((await (await as('mo'))('PATCH', path, { benefit_type: 'custom' })).status).toBe(404)
  })

  it('is told to the seller with its member, and found by them', async () => {
    const of = async (query: string) =>
      (await call('GET', `/v1/benefits/${benefits.note}/grants?${query}`)).body.items
    expect(await of(`member_id=${members.olga}`)).toMatchObject([
      { member_id: members.olga, member: { email: 'olga@example.com', role: 'owner', customer_id: team } },
    ])
    expect(await of(`member_id=${members.mo}`)).toEqual([])
    expect(await grants(await as('olga'), `?member_id=${members.olga}`)).toHaveLength(1)
    expect(await grants(await as('olga'), `?member_id=${members.mo}`)).toEqual([])
  })

  it('goes over with the ownership', async () => {
    await call('PATCH', `/v1/customers/${team}/members/${members.mo!}`, { role: 'owner' })
    expect(await has('mo')).toEqual([benefits.note])
    expect(await has('olga')).toEqual([])
    const told = await world.ports.db
      .selectFrom('events')
      .select('types')
      .where('aggregate_type', '=', 'benefit_grant')
      .orderBy('version')
      .execute()
    expect(told.map(({ types }) => types[0])).toEqual(['benefit_grant.created', 'benefit_grant.updated'])
  })

  it('is nobody’s among members where the organization has none', async () => {
    await call('PATCH', '/v1/verge/organization', { member_model_enabled: false })
    expect((await call('GET', '/v1/benefit-grants/')).body.items).toMatchObject([
      { member_id: null, member: null, customer_id: team },
    ])
    expect(await grants(await customerCalls(world, team))).toMatchObject([{ member_id: null }])
  })
})

it('belongs to somebody alone as their own owner, before they ever sign in', async () => {
  const { customer } = await world.addCustomer('ada@example.com', works)
  const { product_id } = await world.subscribe(customer.id)
  await comesWith(product_id, benefits.note)
  const [told] = (await call('GET', '/v1/benefit-grants/')).body.items as Shown[]
  expect(told).toMatchObject({ member: { role: 'owner', email: 'ada@example.com' } })
  const ada = await customerCalls(world, customer.id)
  expect(await grants(ada)).toMatchObject([{ benefit_id: benefits.note, member_id: told!.member_id }])
})

describe('what comes with a seat of a team', () => {
  it('is the member’s who has it: each has a licence key of their own, and may replace it alone', async () => {
    const id = await teamSubscription()
    await seatFor(id, { member_id: members.mo })
    await seatFor(id, { external_member_id: 'ida' })
    expect(await has('olga')).toEqual([])
    expect((await has('mo')).toSorted()).toEqual(Object.values(benefits).toSorted())
    const [mo, ida] = [await as('mo'), await as('ida')]
    const keysOf = async (caller: Call) =>
      (await caller('GET', '/v1/customer-portal/license-keys/')).body.items as { id: string; key: string }[]
    const [[own], [others]] = [await keysOf(mo), await keysOf(ida)]
    expect(own).toMatchObject({ member_id: members.mo, member: { email: 'mo@example.com' } })
    expect(own!.key).not.toBe(others!.key)
    const rotate = (key_id: string) => mo('POST', `/v1/customer-portal/license-keys/${key_id}/rotate`)
    expect((await rotate(own!.id)).body.key).not.toBe(own!.key)
    expect((await rotate(others!.id)).status).toBe(404)
    expect((await mo('GET', `/v1/customer-portal/license-keys/${others!.id}`)).status).toBe(404)
    expect((await keysOf(ida))[0]!.key).toBe(others!.key)
  })

  it('is gone with the seat, and so is a link to a file that was given out before', async () => {
    const id = await teamSubscription()
    const seat = await idOf(seatFor(id, { member_id: members.mo }))
    await seatFor(id, { member_id: members.ida })
    const { items } = (await (await as('mo'))('GET', '/v1/customer-portal/downloadables/')).body
    const [{ file }] = items as [{ file: { download: { url: string } } }]
    const follow = async () => (await call('GET', new URL(file.download.url).pathname)).status
    expect(await follow()).toBe(302)
    await call('DELETE', `/v1/customer-seats/${seat}`)
    expect(await has('mo')).toEqual([])
    expect(await follow()).toBe(404)
    expect(await has('ida')).toHaveLength(3)
    await call('DELETE', `/v1/subscriptions/${id}`)
    expect(await has('ida')).toEqual([])
  })

  it('goes with the member, and the seat is free for another', async () => {
    const id = await teamSubscription()
    await seatFor(id, { member_id: members.mo })
    await call('DELETE', `/v1/customers/${team}/members/${members.mo!}`)
    const seats = await call('GET', `/v1/customer-seats?subscription_id=${id}`)
    expect(seats.body).toMatchObject({ seats: [], available_seats: 3 })
    expect((await call('GET', '/v1/benefit-grants/?is_granted=true')).body.items).toEqual([])
  })

  it('is for whoever is invited by an address: a member from then on, who comes in as one', async () => {
    const id = await teamSubscription()
    const email = 'new@example.com'
    const seat = await call('POST', '/v1/customer-seats', { subscription_id: id, email })
    expect(seat.body).toMatchObject({ customer_id: team, email, member: { role: 'member', email } })
    expect((await call('GET', '/v1/benefit-grants/')).body.items).toEqual([])
    const body = { invitation_token: await invitationOf(world, email) }
    const { customer_session_token } = await claimSeat(world.ports, nobody, { body })
    expect(await resolveToken(world.ports, customer_session_token)).toMatchObject({
      customer_id: team,
      member: { id: seat.body.member_id, role: 'member' },
    })
    members.new = seat.body.member_id as string
    expect(await has('new')).toHaveLength(3)
  })

  it('stays when a customer elsewhere with the same address is deleted', async () => {
    const id = await teamSubscription()
    await seatFor(id, { member_id: members.mo })
    const other = await world.addCustomer('mo@example.com')
    await call('DELETE', `/v1/customers/${other.customer.id}`)
    expect(await has('mo')).toHaveLength(3)
  })

  it('is one for a member, also under another address, and for none of another team', async () => {
    const id = await teamSubscription()
    await seatFor(id, { member_id: members.mo })
    await call('PATCH', `/v1/customers/${team}/members/${members.mo!}`, { email: 'monique@example.com' })
    expect((await seatFor(id, { member_id: members.mo })).body.error).toBe('SeatAlreadyAssigned')
    const stranger = await seatFor(id, { member_id: crypto.randomUUID() })
    expect(stranger.body).toMatchObject({ detail: [{ loc: ['body', 'member_id'] }] })
  })
})
