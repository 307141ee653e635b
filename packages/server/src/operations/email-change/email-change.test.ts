import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changeableEmails, linkSentTo } from '../../../../../test/world/email-change.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import type { CustomerActor } from '../actor.ts'
import { resolveToken } from '../customer-sessions/resolve.ts'
import { createCustomer } from '../customers/create.ts'
import { deleteCustomer } from '../customers/delete.ts'
import { createMember, listMembers } from '../members/for-seller.ts'
import { updateOrganization } from '../organizations/update.ts'
import { forgetSignIns } from '../sign-in/forget.ts'
import { requestEmailUpdate } from './request.ts'
import { checkEmailUpdate, verifyEmailUpdate } from './verify.ts'

let world: World
let actor: CustomerActor
beforeEach(async () => {
  world = await openWorld()
  await changeableEmails(world)
  actor = (await world.addCustomer('ada@example.com')).actor
})
afterEach(() => world.ports.db.destroy())

const nobody = { kind: 'anonymous' } as const
const request = (email: string, who = actor) => requestEmailUpdate(world.ports, who, { body: { email } })
const check = (token: string) => checkEmailUpdate(world.ports, nobody, { query: { token } })
const verify = (token: string) => verifyEmailUpdate(world.ports, nobody, { body: { token } })
const over = { error: 'InvalidCustomerEmailUpdate', status: 401 }

async function wish(email: string): Promise<string> {
  await request(email)
  return linkSentTo(world, email)
}
const adaNow = () =>
  world.ports.db
    .selectFrom('customers')
    .select(['email', 'email_verified'])
    .where('id', '=', actor.customer_id)
    .executeTakeFirst()
const mailsTo = (recipient: string) =>
  world.ports.db.selectFrom('emails').select('body').where('recipient', '=', recipient).execute()

describe('another e-mail address', () => {
  it('is theirs once they show that they read its mails; the old one is told, and a session opens', async () => {
    const token = await wish('new@example.com')
    expect(await adaNow()).toMatchObject({ email: 'ada@example.com' })
    await check(token)
    expect(await adaNow()).toMatchObject({ email: 'ada@example.com' })
    const session = await verify(token)
    expect(await adaNow()).toEqual({ email: 'new@example.com', email_verified: true })
    expect(await resolveToken(world.ports, session.token)).toMatchObject({ customer_id: actor.customer_id })
    expect((await mailsTo('ada@example.com'))[0]!.body).toContain('go to new@example.com from now on')
  })

  it('is told to whoever listens, with the entry that says what it was before', async () => {
    await verify(await wish('new@example.com'))
    const { db } = world.ports
    const told = await db.selectFrom('events').select('types').where('version', '=', 2).execute()
    expect(told).toEqual([{ types: ['customer.updated', 'customer.state_changed'] }])
    const entry = await db
      .selectFrom('audit_entries')
      .select('before')
      .where('version', '=', 2)
      .executeTakeFirst()
    expect(entry!.before).toMatchObject({ email: 'ada@example.com' })
  })

  it('is changed by a link once, within half an hour', async () => {
    const token = await wish('new@example.com')
    await verify(token)
    for (const again of [check, verify]) await expect(again(token)).rejects.toMatchObject(over)
    const late = await wish('later@example.com')
    world.pass(30 * 60)
    for (const again of [check, verify]) await expect(again(late)).rejects.toMatchObject(over)
    expect(await adaNow()).toMatchObject({ email: 'new@example.com' })
  })

  it('is the one that was wished for last', async () => {
    const [older, newer] = [await wish('one@example.com'), await wish('two@example.com')]
    for (const again of [check, verify]) await expect(again(older)).rejects.toMatchObject(over)
    await verify(newer)
    expect(await adaNow()).toMatchObject({ email: 'two@example.com' })
  })

  it('is refused where it is another customer’s, and only to who reads its mails', async () => {
    await world.addCustomer('Grace@example.com')
    const token = await wish('grace@Example.com')
    await check(token)
    await expect(verify(token)).rejects.toMatchObject({
      status: 422,
      detail: [{ loc: ['body', 'token'] }],
    })
    expect(await adaNow()).toMatchObject({ email: 'ada@example.com', email_verified: false })
    expect(await mailsTo('ada@example.com')).toEqual([])
  })

  it('is refused where it is theirs already, however it is spelt', async () => {
    await expect(request('ADA@example.com')).rejects.toMatchObject({
      status: 422,
      detail: [{ loc: ['body', 'email'] }],
    })
  })

  it('cannot be wished for where the seller does not want that', async () => {
    await changeableEmails(world, false)
    await expect(request('new@example.com')).rejects.toMatchObject({ error: 'NotPermitted' })
    expect(await mailsTo('new@example.com')).toEqual([])
  })

  it('does not come to a customer who was deleted meanwhile, and is not kept', async () => {
    const token = await wish('new@example.com')
    const input = { params: { id: actor.customer_id }, query: { anonymize: true } }
    await deleteCustomer(world.ports, world.organization, input)
    await expect(verify(token)).rejects.toMatchObject(over)
    expect(await world.ports.db.selectFrom('email_changes').selectAll().execute()).toEqual([])
  })

  it('fills nobody’s mailbox', async () => {
    for (let times = 0; times < 5; times++) await request(`${times}@example.com`)
    await expect(request('six@example.com')).rejects.toMatchObject({ name: 'TooManyRequests' })
    const { actor: other } = await world.addCustomer('joan@example.com')
    await request('seven@example.com', other)
  })

  it('keeps of the link a keyed hash alone, and nothing of what is over', async () => {
    const token = await wish('new@example.com')
    const kept = () => world.ports.db.selectFrom('email_changes').selectAll().execute()
    expect(JSON.stringify(await kept())).not.toContain(token)
    world.pass(30 * 60)
    await forgetSignIns(world.ports)
    expect(await kept()).toEqual([])
  })
})

it('guesses at links are counted by the address that they come from', async () => {
  const from = { ...nobody, address: '192.0.2.7' }
  const guess = () => checkEmailUpdate(world.ports, from, { query: { token: 'polar_cev_guessed' } })
  for (let times = 0; times < 6; times++) await expect(guess()).rejects.toMatchObject(over)
  await expect(guess()).rejects.toMatchObject({ name: 'TooManyRequests', seconds: 900 })
})

describe('where customers have members', () => {
  beforeEach(() =>
    updateOrganization(world.ports, world.organization, { body: { member_model_enabled: true } }),
  )

  it('an owner goes by the new address too, and the session is the customer’s own', async () => {
    const params = { id: actor.customer_id }
    const body = { email: 'ada@example.com', role: 'owner' as const }
    await createMember(world.ports, world.organization, { params, body })
    const { token } = await verify(await wish('new@example.com'))
    expect(token).toMatch(/^polar_cst_/)
    const { items } = await listMembers(world.ports, world.organization, { params })
    expect(items).toMatchObject([{ email: 'new@example.com', role: 'owner' }])
  })

  it('a team has no address of its own to change', async () => {
    const body = { type: 'team' as const, email: 'team@example.com', owner: null }
    const { id: customer_id } = await createCustomer(world.ports, world.organization, { body })
    await expect(request('new@example.com', { ...actor, customer_id })).rejects.toMatchObject({
      status: 422,
      detail: [{ loc: ['body', 'email'] }],
    })
  })
})
