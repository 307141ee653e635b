import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MemberRole } from '@verge/polar/contract/members'
import { serveWorld, type ServedWorld } from '../../../../../test/world/serve.ts'
import { createCustomerSession } from '../customer-sessions/create.ts'
import { createCustomer } from '../customers/create.ts'
import { deleteCustomer } from '../customers/delete.ts'
import { updateCustomer } from '../customers/update.ts'
import { updateOrganization } from '../organizations/update.ts'
import { createMember, deleteMember, listMembers, updateMember } from './for-seller.ts'

let world: ServedWorld
let sequence = 0
beforeAll(async () => void (world = await serveWorld()))
afterAll(() => world.close())

const setMembers = (member_model_enabled: boolean) =>
  updateOrganization(world.ports, world.organization, { body: { member_model_enabled } })

function newCustomer(type: 'individual' | 'team', owner: string | null = null) {
  const email = `c${++sequence}@example.com`
  return createCustomer(world.ports, world.organization, {
    body: { type, email, name: 'Casa', owner: owner ? { email: owner } : null },
  })
}

interface Team {
  id: string
  owner: string
  manager: string
  member: string
  /** A session's token by role. */
  tokens: Record<MemberRole, string>
}

/** With one member of each role. */
async function newTeam(): Promise<Team> {
  const { id } = await newCustomer('team', `owner${sequence}@example.com`)
  const add = async (role: 'billing_manager' | 'member') =>
    createMember(world.ports, world.organization, {
      params: { id },
      body: { email: `${role}${sequence}@example.com`, role, external_id: `${role}-${sequence}` },
    })
  const [manager, member] = [await add('billing_manager'), await add('member')]
  const { items } = await listMembers(world.ports, world.organization, {
    params: { id },
    query: { role: 'owner' },
  })
  const owner = items[0]!
  const tokenOf = async (member_id: string) =>
    (
      await createCustomerSession(world.ports, world.organization, {
        body: { customer_id: id, member_id },
      })
    ).token
  return {
    id,
    owner: owner.id,
    manager: manager.id,
    member: member.id,
    tokens: {
      owner: await tokenOf(owner.id),
      billing_manager: await tokenOf(manager.id),
      member: await tokenOf(member.id),
    },
  }
}

async function ask(token: string, method: string, path: string, body?: object) {
  const init: RequestInit = { method, headers: { authorization: `Bearer ${token}` } }
  if (body) init.body = JSON.stringify(body)
  const answer = await fetch(`${world.url}/v1/customer-portal${path}`, init)
  const text = await answer.text()
  return { status: answer.status, body: text ? (JSON.parse(text) as Record<string, unknown>) : null }
}

describe('while an organization has no members', () => {
  beforeAll(() => setMembers(false))

  it("a session is the customer's own", async () => {
    const { id } = await newCustomer('individual')
    const body = { customer_id: id }
    const { token } = await createCustomerSession(world.ports, world.organization, { body })
    expect(token).toMatch(/^polar_cst_/)
    expect(await ask(token, 'GET', '/customer-session/user')).toMatchObject({
      body: { type: 'customer', member_id: null, role: null },
    })
    expect(await ask(token, 'GET', '/members')).toMatchObject({ status: 401 })
  })

  it('there are no teams, nobody is added, and no member can be named', async () => {
    await expect(newCustomer('team')).rejects.toMatchObject({ error: 'PolarRequestValidationError' })
    const { id } = await newCustomer('individual')
    const body = { email: 'x@example.com', role: 'owner' as const }
    await expect(
      createMember(world.ports, world.organization, { params: { id }, body }),
    ).rejects.toMatchObject({ error: 'NotPermitted' })
    const named = { customer_id: id, member_id: crypto.randomUUID() }
    await expect(
      createCustomerSession(world.ports, world.organization, { body: named }),
    ).rejects.toMatchObject({ detail: [{ loc: ['body', 'member_id'] }] })
  })
})

describe('a session, once there are members', () => {
  beforeAll(() => setMembers(true))

  it('is for the owner, who is made where there was none', async () => {
    const { id, email } = await newCustomer('individual')
    const open = () => createCustomerSession(world.ports, world.organization, { body: { customer_id: id } })
    const [first, second] = await Promise.all([open(), open()])
    expect(first.token).toMatch(/^polar_mst_/)
    const user = await ask(first.token, 'GET', '/customer-session/user')
    expect(user.body).toMatchObject({ type: 'member', role: 'owner', email, customer_id: id })
    expect((await ask(second.token, 'GET', '/customer-session/user')).body).toEqual(user.body)
    const { items } = await listMembers(world.ports, world.organization, { params: { id } })
    expect(items).toHaveLength(1)
  })

  it('of a team asks who it is for', async () => {
    const { id } = await newTeam()
    const open = (named: object) =>
      createCustomerSession(world.ports, world.organization, { body: { customer_id: id, ...named } })
    await expect(open({})).rejects.toMatchObject({ detail: [{ loc: ['body', 'member_id'] }] })
    await expect(open({ external_member_id: 'nobody' })).rejects.toMatchObject({
      detail: [{ loc: ['body', 'external_member_id'] }],
    })
    const { customer_portal_url } = await open({ external_member_id: `member-${sequence}` })
    expect(new URL(customer_portal_url).searchParams.get('email')).toBe(`member${sequence}@example.com`)
  })

  it('ends with the member, and with the customer', async () => {
    const { id, member, tokens } = await newTeam()
    const isIn = async (token: string) => (await ask(token, 'GET', '/customers/me')).status === 200
    expect(await isIn(tokens.member)).toBe(true)
    await deleteMember(world.ports, world.organization, { params: { id, member_id: member } })
    expect([await isIn(tokens.member), await isIn(tokens.owner)]).toEqual([false, true])
    await deleteCustomer(world.ports, world.organization, { params: { id }, query: { anonymize: true } })
    expect(await isIn(tokens.owner)).toBe(false)
    const kept = await world.ports.db
      .selectFrom('members')
      .selectAll()
      .where('customer_id', '=', id)
      .where('id', '!=', member)
      .execute()
    for (const one of kept) {
      expect(one.deleted_at).not.toBeNull()
      expect(one.email).toMatch(/@anonymized\.invalid$/)
    }
  })
})

describe('a member', () => {
  beforeAll(() => setMembers(true))

  it('sees what is bought, and no money without a say in it', async () => {
    const { tokens } = await newTeam()
    for (const path of ['/subscriptions/', '/customers/me'])
      expect(await ask(tokens.member, 'GET', path)).toMatchObject({ status: 200 })
    for (const path of ['/orders/', '/customers/me/payment-methods', '/wallets/', '/members']) {
      const refused = { status: 403, body: { error: 'NotPermitted' } }
      expect(await ask(tokens.member, 'GET', path)).toMatchObject(refused)
      expect(await ask(tokens.billing_manager, 'GET', path)).toMatchObject({ status: 200 })
      expect(await ask(tokens.owner, 'GET', path)).toMatchObject({ status: 200 })
    }
  })

  it('is added once, whoever asks again is told who is there', async () => {
    const { tokens } = await newTeam()
    const add = (body: object) => ask(tokens.billing_manager, 'POST', '/members', body)
    const first = await add({ email: 'new@example.com', name: 'New' })
    expect(first).toMatchObject({ status: 201, body: { role: 'member', name: 'New' } })
    expect(await add({ email: 'NEW@example.com', role: 'billing_manager' })).toEqual(first)
    expect(await add({ email: 'other@example.com', role: 'owner' })).toMatchObject({ status: 422 })
    const { body } = await ask(tokens.owner, 'GET', '/members')
    const items = body!.items as { email: string }[]
    expect(items.map(({ email }) => email)).toContain('new@example.com')
  })

  it('changes their own name and not their own role, and removes others but not themselves', async () => {
    const { manager, member, owner, tokens } = await newTeam()
    const as = (role: MemberRole) => (method: string, id: string, body?: object) =>
      ask(tokens[role], method, `/members/${id}`, body)
    const [byOwner, byManager] = [as('owner'), as('billing_manager')]
    expect(await byManager('PATCH', manager, { name: 'Mo' })).toMatchObject({ body: { name: 'Mo' } })
    expect(await byManager('PATCH', manager, { role: 'member' })).toMatchObject({ status: 422 })
    expect(await byManager('DELETE', manager)).toMatchObject({ status: 422 })
    expect(await byManager('DELETE', owner)).toMatchObject({ status: 422 })
    expect(await byManager('PATCH', owner, { role: 'member' })).toMatchObject({ status: 422 })
    expect(await byOwner('DELETE', member)).toMatchObject({ status: 204 })
    expect(await byOwner('DELETE', member)).toMatchObject({ status: 404 })
  })

  it('becomes the owner by the owner alone, who manages the bills from then on', async () => {
    const { manager, member, owner, tokens } = await newTeam()
    const give = (token: string, id: string) => ask(token, 'PATCH', `/members/${id}`, { role: 'owner' })
    expect(await give(tokens.billing_manager, member)).toMatchObject({ status: 422 })
    expect(await give(tokens.owner, manager)).toMatchObject({ body: { role: 'owner' } })
    expect((await ask(tokens.owner, 'GET', '/customer-session/user')).body).toMatchObject({
      member_id: owner,
      role: 'billing_manager',
    })
  })

  it('of one person alone has nobody beside them', async () => {
    const { id } = await newCustomer('individual')
    const body = { customer_id: id }
    const { token } = await createCustomerSession(world.ports, world.organization, { body })
    expect(await ask(token, 'GET', '/members')).toMatchObject({ status: 403 })
    expect(await ask(token, 'POST', '/members', { email: 'b@example.com' })).toMatchObject({ status: 403 })
  })

  it("who goes by the customer's address follows it", async () => {
    const { id } = await newCustomer('individual')
    await createCustomerSession(world.ports, world.organization, { body: { customer_id: id } })
    const body = { email: `moved${sequence}@example.com` }
    await updateCustomer(world.ports, world.organization, { params: { id }, body })
    const { items } = await listMembers(world.ports, world.organization, { params: { id } })
    expect(items).toMatchObject([body])
  })
})

describe("a member's address", () => {
  const rename = (id: string, member_id: string, email: string) =>
    updateMember(world.ports, world.organization, { params: { id, member_id }, body: { email } })

  it('is changed by the seller, and is one person of a customer', async () => {
    const { id, member, manager } = await newTeam()
    expect(await rename(id, member, 'new@example.com')).toMatchObject({
      email: 'new@example.com',
      role: 'member',
    })
    await expect(rename(id, manager, 'NEW@example.com')).rejects.toMatchObject({
      detail: [{ loc: ['body', 'email'] }],
    })
    expect(await rename(id, member, 'New@example.com')).toMatchObject({ email: 'New@example.com' })
  })
})

describe('somebody', () => {
  const told = async (address: string) =>
    (
      await world.ports.db
        .selectFrom('emails')
        .select(['kind', 'body'])
        .where('recipient', '=', address)
        .where('kind', 'like', 'access_%')
        .orderBy('kind')
        .execute()
    ).map(({ kind, body }) => ({ kind, body }))
  const kindsOf = async (address: string) => (await told(address)).map(({ kind }) => kind)

  it('given access, given another role and removed hears of each once, with the way in and no amount', async () => {
    const { tokens } = await newTeam()
    const email = `told${sequence}@example.com`
    const { body } = await ask(tokens.owner, 'POST', '/members', { email })
    await ask(tokens.owner, 'POST', '/members', { email })
    expect(await told(email)).toMatchObject([
      { kind: 'access_given', body: expect.stringContaining('/verge/portal/sign-in') },
    ])
    expect((await told(email))[0]!.body).toContain(
      'Role: Member. Uses what was bought, and sees no payments.',
    )
    const path = `/members/${body!.id as string}`
    await ask(tokens.owner, 'PATCH', path, { name: 'Told' })
    await ask(tokens.owner, 'PATCH', path, { role: 'billing_manager' })
    await ask(tokens.owner, 'PATCH', path, { role: 'billing_manager' })
    await ask(tokens.owner, 'DELETE', path)
    expect(await kindsOf(email)).toEqual(['access_changed', 'access_given', 'access_removed'])
    for (const { body } of await told(email)) expect(body).not.toMatch(/[$€]|Casa/)
  })

  it('who hands ownership on hears of it, as the new owner does', async () => {
    const { manager, tokens } = await newTeam()
    const { body } = await ask(tokens.owner, 'PATCH', `/members/${manager}`, { role: 'owner' })
    const changed = async (address: string) =>
      (await told(address)).flatMap((mail) => (mail.kind === 'access_changed' ? [mail.body] : []))
    expect(await changed(`owner${sequence - 1}@example.com`)).toEqual([
      expect.stringMatching(/Role: Billing manager\.[^\n]*\nBefore: Owner\./),
    ])
    expect(await changed(body!.email as string)).toEqual([
      expect.stringMatching(/Role: Owner\.[^\n]*\nBefore: Billing manager\./),
    ])
  })

  it('is written to so often and no more, whoever gives and takes, and can be removed all the same', async () => {
    const [first, second] = [await newTeam(), await newTeam()]
    const email = `flooded${sequence}@example.com`
    const added = async ({ tokens }: Team, typed = email) =>
      ask(tokens.owner, 'POST', '/members', { email: typed })
    const { body } = await added(first)
    const path = `/members/${body!.id as string}`
    const giveRole = (role: MemberRole) => ask(first.tokens.owner, 'PATCH', path, { role })
    for (const role of ['billing_manager', 'member', 'billing_manager'] as const)
      expect(await giveRole(role)).toMatchObject({ status: 200 })
    expect(await added(second, email.toUpperCase())).toMatchObject({ status: 201 })
    expect(await giveRole('member')).toMatchObject({ status: 429, body: { error: 'TooManyRequests' } })
    expect(await added(second, `other${email}`)).toMatchObject({ status: 201 })
    expect(await ask(first.tokens.owner, 'PATCH', path, { name: 'Renamed' })).toMatchObject({ status: 200 })
    expect(await ask(first.tokens.owner, 'DELETE', path)).toMatchObject({ status: 204 })
    expect(await added(first)).toMatchObject({ status: 429 })
    world.pass(15 * 60)
    expect(await added(first)).toMatchObject({ status: 201 })
  })

  it('with another address hears at the old one that it no longer opens the account', async () => {
    const { id, member } = await newTeam()
    const email = `renamed${sequence}@example.com`
    await updateMember(world.ports, world.organization, {
      params: { id, member_id: member },
      body: { email },
    })
    expect(await kindsOf(`member${sequence}@example.com`)).toEqual(['access_given', 'access_removed'])
    expect(await kindsOf(email)).toEqual(['access_given'])
  })

  it('whose team is deleted hears that nobody signs in to it any more', async () => {
    const { id } = await newTeam()
    await deleteCustomer(world.ports, world.organization, { params: { id } })
    for (const who of [`owner${sequence - 1}`, `billing_manager${sequence}`, `member${sequence}`])
      expect(await kindsOf(`${who}@example.com`)).toContain('access_removed')
  })
})
