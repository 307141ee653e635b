import { Polar } from '@polar-sh/sdk'
import { createPolar } from 'polar-sdk-1/2026-10'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateOrganization } from '@verge/server/operations/organizations/update'
import { accessToken, serveWorld, type ServedWorld } from '../world/serve.ts'

let world: ServedWorld
beforeAll(async () => {
  world = await serveWorld()
  await updateOrganization(world.ports, world.organization, { body: { member_model_enabled: true } })
})
afterAll(() => world.close())

const listed = <Item extends { email: string }>(items: Item[]) => items.map(({ email }) => email).toSorted()

describe('the official client 1.0.1 carries out', () => {
  const seller = () => createPolar({ accessToken, baseUrl: world.url })

  it("every operation on members, by our ids and by the app's", async () => {
    const { customers, customerSessions } = seller()
    const { members } = customers
    const team = await customers.create({
      type: 'team',
      email: 'casa@example.com',
      external_id: 'casa',
      owner: { email: 'owner@example.com', external_id: 'owner' },
    })
    expect(team.type).toBe('team')
    const ada = await members.create(team.id, { email: 'ada@example.com', external_id: 'ada' })
    const ben = await members.createExternal('casa', { email: 'ben@example.com', external_id: 'ben' })
    expect(await members.get(team.id, ada.id)).toMatchObject({ email: 'ada@example.com', role: 'member' })
    expect(await members.getExternal('casa', 'ben')).toEqual(ben)
    expect(await members.update(team.id, ada.id, { role: 'billing_manager' })).toMatchObject({
      role: 'billing_manager',
    })
    expect(await members.updateExternal('casa', 'ben', { name: 'Ben' })).toMatchObject({ name: 'Ben' })
    const people = ['ada@example.com', 'ben@example.com', 'owner@example.com']
    expect(listed((await members.list(team.id)).items)).toEqual(people)
    expect(listed((await members.listExternal('casa', { role: 'owner' })).items)).toEqual([people[2]])
    await members.delete(team.id, ada.id)
    await members.deleteExternal('casa', 'ben')
    await expect(members.get(team.id, ada.id)).rejects.toMatchObject({ statusCode: 404 })

    const { token } = await customerSessions.create({ customer_id: team.id, external_member_id: 'owner' })
    const portal = createPolar({ accessToken: token, baseUrl: world.url }).customerPortal
    const eve = await portal.members.addMember({ email: 'eve@example.com' })
    expect(await portal.members.updateMember(eve.id, { role: 'billing_manager' })).toMatchObject({
      role: 'billing_manager',
    })
    expect(listed((await portal.members.listMembers()).items)).toEqual(['eve@example.com', people[2]])
    await portal.members.removeMember(eve.id)
    expect(listed((await portal.members.listMembers()).items)).toEqual([people[2]])
    expect((await portal.wallets.list()).items).toEqual([])
  })
})

describe('the official client 0.47.1, which validates each answer, carries out', () => {
  const as = (token: string) => new Polar({ accessToken: token, serverURL: world.url })

  it('every operation on members and wallets of the portal', async () => {
    const { customers, customerSessions } = as(accessToken)
    const team = await customers.create({
      type: 'team',
      email: 'house@example.com',
      owner: { email: 'first@example.com', externalId: 'first' },
    })
    const { token } = await customerSessions.create({ customerId: team.id, externalMemberId: 'first' })
    const { members, wallets, customerSession } = as(token).customerPortal
    const security = { memberSession: token }
    const user = await customerSession.getAuthenticatedUser(security)
    expect(user).toMatchObject({ type: 'member', role: 'owner' })
    const { id } = await members.addMember({ email: 'second@example.com', role: 'member' })
    await members.updateMember({ id, customerPortalMemberUpdate: { role: 'billing_manager' } })
    const { result } = await members.listMembers({})
    expect(listed(result.items)).toEqual(['first@example.com', 'second@example.com'])
    await members.removeMember({ id })
    expect((await wallets.list(security, {})).result.items).toEqual([])
  })
})
