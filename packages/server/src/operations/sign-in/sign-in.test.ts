import type { KyselyPlugin } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { codeSentTo } from '../../../../../test/world/sign-in.ts'
import { resolveToken } from '../customer-sessions/resolve.ts'
import { createCustomer } from '../customers/create.ts'
import { deleteCustomer } from '../customers/delete.ts'
import { updateCustomer } from '../customers/update.ts'
import { networkOf } from '../limits/count.ts'
import { createMember, deleteMember } from '../members/for-seller.ts'
import { updateOrganization } from '../organizations/update.ts'
import { authenticateCustomerSession, finishSignIn } from './authenticate.ts'
import { forgetSignIns } from './forget.ts'
import { beginSignIn, requestCustomerSession } from './request.ts'
import { sendSignInCodes } from './send-codes.ts'

let world: World
beforeEach(async () => void (world = await openWorld()))
afterEach(() => world.ports.db.destroy())

const ada = 'Ada@example.com'
const nobody = 'nobody@example.com'
const from = (address?: string) => ({ kind: 'anonymous' as const, ...(address && { address }) })
const organization_id = () => world.organization.organization_id

const request = (email: string, address?: string) =>
  requestCustomerSession(world.ports, from(address), { body: { email, organization_id: organization_id() } })
const authenticate = (code: string, address?: string) =>
  authenticateCustomerSession(world.ports, from(address), { body: { code } })
const begin = (email: string, address?: string) =>
  beginSignIn(world.ports, from(address), { body: { email, organization_id: organization_id() } })
const finish = (attempt: string, code: string, address?: string) =>
  finishSignIn(world.ports, from(address), { body: { attempt, code } })

async function sentCode(email = ada): Promise<string> {
  await request(email)
  return (await codeSentTo(world, ada))!
}
const mails = () => world.ports.db.selectFrom('emails').select(['recipient', 'subject', 'body']).execute()
const invalid = { error: 'CustomerSessionCodeInvalidOrExpired' }

describe("signing in by Polar's own operations", () => {
  beforeEach(() => world.addCustomer(ada))

  it('sends a code to a known address, however it is spelt, and the code lets in', async () => {
    const code = await sentCode('aDA@Example.com')
    expect(code).toMatch(/^[A-Z2-9]{6}$/)
    const { token } = await authenticate(code)
    expect(token).toMatch(/^polar_cst_/)
    expect(await resolveToken(world.ports, token)).toMatchObject({ kind: 'customer' })
  })

  it('writes to the address as the customer spelt it, with nothing that a stranger typed', async () => {
    await sentCode('aDA@Example.com')
    expect(await mails()).toMatchObject([{ recipient: ada }])
    expect((await mails())[0]!.body).not.toContain('aDA')
  })

  it('sends nothing to an unknown address, to one of another seller, or for an unknown seller', async () => {
    await request(nobody)
    await requestCustomerSession(world.ports, from(), {
      body: { email: ada, organization_id: world.ports.ids.uuid() },
    })
    await sendSignInCodes(world.ports)
    expect(await mails()).toEqual([])
  })

  it('ignores a customer id where an organization has no members', async () => {
    await requestCustomerSession(world.ports, from(), {
      body: { email: ada, organization_id: organization_id(), customer_id: world.ports.ids.uuid() },
    })
    expect(await codeSentTo(world, ada)).toBeDefined()
  })

  it('lets several codes live at once, each good for one use', async () => {
    const [first, second] = [await sentCode(), await sentCode()]
    await authenticate(first)
    await expect(authenticate(first)).rejects.toMatchObject(invalid)
    await authenticate(second)
  })

  it('lets a code in until half an hour has passed, and not at its very instant', async () => {
    const [early, late] = [await sentCode(), await sentCode()]
    world.pass(30 * 60 - 1)
    await authenticate(early)
    world.pass(1)
    await expect(authenticate(late)).rejects.toMatchObject(invalid)
  })

  it('knows that the address is theirs from then on, and tells it', async () => {
    await authenticate(await sentCode())
    const { db } = world.ports
    expect(await db.selectFrom('customers').select('email_verified').executeTakeFirst()).toEqual({
      email_verified: true,
    })
    const told = await db.selectFrom('events').select('types').where('version', '=', 2).execute()
    expect(told).toEqual([{ types: ['customer.updated', 'customer.state_changed'] }])
    await authenticate(await sentCode())
    expect(await db.selectFrom('events').select('id').where('version', '>', 2).execute()).toEqual([])
  })

  it('lets nobody in for a customer who was deleted since, and keeps no code of theirs', async () => {
    const code = await sentCode()
    const { id } = await world.ports.db.selectFrom('customers').select('id').executeTakeFirstOrThrow()
    await deleteCustomer(world.ports, world.organization, { params: { id }, query: { anonymize: true } })
    await expect(authenticate(code)).rejects.toMatchObject(invalid)
    expect(await world.ports.db.selectFrom('sign_in_codes').selectAll().execute()).toEqual([])
  })

  it('lets nobody in with a code that was sent to the address before', async () => {
    const code = await sentCode()
    const { id } = await world.ports.db.selectFrom('customers').select('id').executeTakeFirstOrThrow()
    await updateCustomer(world.ports, world.organization, {
      params: { id },
      body: { email: 'new@example.com' },
    })
    await expect(authenticate(code)).rejects.toMatchObject(invalid)
  })

  it('keeps no code, but a keyed hash of it', async () => {
    const code = await sentCode()
    const kept = JSON.stringify(await world.ports.db.selectFrom('sign_in_codes').selectAll().execute())
    expect(kept).not.toContain(code)
    expect(kept).toMatch(/"code_hash":"[0-9a-f]{64}"/)
  })

  it('forgets what is over', async () => {
    await sentCode()
    await request(nobody, '192.0.2.7')
    world.pass(3_600)
    await forgetSignIns(world.ports)
    for (const table of ['sign_in_codes', 'rate_limits'] as const)
      expect(await world.ports.db.selectFrom(table).selectAll().execute()).toEqual([])
  })
})

describe('signing in on our pages', () => {
  beforeEach(() => world.addCustomer(ada))

  it('lets in by the code together with what the browser kept', async () => {
    const { attempt, expires_at } = await begin(ada)
    expect(expires_at).toEqual(new Date('2027-01-31T12:10:00Z'))
    const code = (await codeSentTo(world, ada))!
    const done = await finish(attempt, ` ${code.toLowerCase()} `)
    expect(done).toMatchObject({ outcome: 'signed_in', token: expect.stringMatching(/^polar_cst_/) })
    expect(await finish(attempt, code)).toEqual({ outcome: 'over' })
  })

  it('refuses the code in another browser, and by itself alone', async () => {
    const { attempt } = await begin(ada)
    const code = (await codeSentTo(world, ada))!
    const other = await begin(nobody)
    expect(await finish(other.attempt, code)).toMatchObject({ outcome: 'wrong' })
    expect(await finish('made-up', code)).toEqual({ outcome: 'over' })
    await expect(authenticate(code)).rejects.toMatchObject(invalid)
    expect(await finish(attempt, code)).toMatchObject({ outcome: 'signed_in' })
  })

  it('takes five tries, then none, not even the right one', async () => {
    const { attempt } = await begin(ada)
    const code = (await codeSentTo(world, ada))!
    for (const tries_left of [4, 3, 2, 1])
      expect(await finish(attempt, 'AAAAAA')).toEqual({ outcome: 'wrong', tries_left })
    expect(await finish(attempt, 'AAAAAA')).toEqual({ outcome: 'over' })
    expect(await finish(attempt, code)).toEqual({ outcome: 'over' })
  })

  it('does the same before it answers, statement by statement, whether anybody has the address or not', async () => {
    const workFor = async (act: (ports: World['ports']) => Promise<unknown>) => {
      const statements: string[] = []
      const plugin: KyselyPlugin = {
        transformQuery({ node }) {
          // What is asked, without the values that it is asked with.
          statements.push(JSON.stringify(node, (key, value) => (/^values?$/.test(key) ? '?' : value)))
          return node
        },
        transformResult: async ({ result }) => result,
      }
      const { db } = world.ports
      await act({ ...world.ports, db: db.withPlugin(plugin) })
      expect(statements.length).toBeGreaterThan(2)
      return statements
    }
    const body = (email: string) => ({ body: { email, organization_id: organization_id() } })
    const ways = [beginSignIn, requestCustomerSession]
    for (const way of ways) {
      const asked = (email: string) => workFor((ports) => way(ports, from(), body(email)))
      expect(await asked(nobody)).toEqual(await asked(ada))
    }
    const [known, unknown] = [await begin(ada), await begin(nobody)]
    const tried = ({ attempt }: { attempt: string }) =>
      workFor((ports) => finishSignIn(ports, from(), { body: { attempt, code: 'AAAAAA' } }))
    await sendSignInCodes(world.ports)
    await world.ports.db.deleteFrom('emails').execute()
    for (let tries = 0; tries < 6; tries++) expect(await tried(unknown)).toEqual(await tried(known))
    // Nothing is sent by then either: how long that takes could tell.
    expect(await mails()).toEqual([])
  })

  it('says the same of an address that nobody has, from the first try to the last', async () => {
    const { attempt } = await begin(nobody)
    await sendSignInCodes(world.ports)
    for (const tries_left of [4, 3, 2, 1])
      expect(await finish(attempt, 'AAAAAA')).toEqual({ outcome: 'wrong', tries_left })
    expect(await finish(attempt, 'AAAAAA')).toEqual({ outcome: 'over' })
  })

  it('tells whose code was tried in vain, once a day, in their own spelling, and nobody else', async () => {
    const tryInVain = async (email: string, times: number) => {
      const { attempt } = await begin(email)
      await sendSignInCodes(world.ports)
      for (let tries = 0; tries < times; tries++) await finish(attempt, 'AAAAAA')
    }
    const told = async () =>
      (await mails())
        .filter(({ subject }) => subject.startsWith('Wrong codes'))
        .map(({ recipient }) => recipient)
    await world.addCustomer('mistyped@example.com')
    await tryInVain('mistyped@example.com', 4)
    await tryInVain(nobody, 5)
    for (let times = 0; times < 3; times++) await tryInVain('aDA@example.com', 5)
    await forgetSignIns(world.ports)
    expect(await told()).toEqual([])
    world.pass(3_600)
    await forgetSignIns(world.ports)
    expect(await told()).toEqual([ada])
    await tryInVain(ada, 5)
    world.pass(3_600)
    await forgetSignIns(world.ports)
    expect(await told()).toHaveLength(1)
    world.pass(24 * 3_600)
    await tryInVain(ada, 5)
    world.pass(3_600)
    await forgetSignIns(world.ports)
    expect(await told()).toEqual([ada, ada])
  })

  it('ends after ten minutes', async () => {
    const { attempt } = await begin(ada)
    const code = (await codeSentTo(world, ada))!
    world.pass(600)
    expect(await finish(attempt, code)).toEqual({ outcome: 'over' })
  })

  it('sends no code for a wish that is over before anybody looked', async () => {
    await begin(ada)
    world.pass(600)
    expect(await codeSentTo(world, ada)).toBeUndefined()
  })
})

describe('asking too often', () => {
  const tooMany = { name: 'TooManyRequests' }

  it('blocks an address for fifteen minutes after six calls in a minute, asking and answering together', async () => {
    for (let calls = 0; calls < 3; calls++) {
      await request(`${calls}@example.com`, '192.0.2.7')
      await expect(authenticate('AAAAAA', '192.0.2.7')).rejects.toMatchObject(invalid)
    }
    await expect(authenticate('AAAAAA', '192.0.2.7')).rejects.toMatchObject({ ...tooMany, seconds: 900 })
    await expect(request(nobody, '192.0.2.7')).rejects.toMatchObject(tooMany)
    await request(nobody, '192.0.2.8')
    world.pass(899)
    await expect(request(nobody, '192.0.2.7')).rejects.toMatchObject({ ...tooMany, seconds: 1 })
    world.pass(1)
    await request(nobody, '192.0.2.7')
  })

  it('counts a whole network of IPv6 as one', async () => {
    for (let calls = 0; calls < 6; calls++) await request(`${calls}@example.com`, `2001:db8:0:1::${calls}`)
    await expect(request(nobody, '2001:db8:0:1:ffff::1')).rejects.toMatchObject(tooMany)
    await request(nobody, '2001:db8:0:2::1')
  })

  it('sends an address so many codes and no more, whether anybody has it or not', async () => {
    await world.addCustomer(ada)
    for (const email of [ada, nobody]) {
      for (let calls = 0; calls < 5; calls++) await request(email, `192.0.2.${calls}`)
      await expect(request(email.toUpperCase(), '192.0.2.9')).rejects.toMatchObject(tooMany)
      await expect(begin(email, '192.0.2.9')).rejects.toMatchObject(tooMany)
    }
  })

  it('stops guessing from everywhere at codes that count by themselves, and lets the pages work meanwhile', async () => {
    await world.addCustomer(ada)
    for (let guesses = 0; guesses < 300; guesses++)
      await expect(authenticate('AAAAAA', `10.0.${guesses}.1`)).rejects.toMatchObject(invalid)
    await expect(authenticate('AAAAAA', '10.1.0.1')).rejects.toMatchObject(tooMany)
    await expect(authenticate(await sentCode(), '10.1.0.2')).rejects.toMatchObject(tooMany)
    const { attempt } = await begin(ada)
    const code = (await codeSentTo(world, ada))!
    expect(await finish(attempt, code)).toMatchObject({ outcome: 'signed_in' })
  })

  it('keeps no address that asked, and none that was asked for', async () => {
    await request(ada, '192.0.2.7')
    const kept = JSON.stringify(await world.ports.db.selectFrom('rate_limits').selectAll().execute())
    expect(kept).not.toMatch(/ada|192/i)
  })
})

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:0db8:0000:0001:9:9:9:9', '2001:db8:0:1::/64'],
])('counts %s as %s', (address, network) => expect(networkOf(address)).toBe(network))

describe('signing in where customers have members', () => {
  const grace = 'grace@example.com'
  let team: string
  beforeEach(async () => {
    await updateOrganization(world.ports, world.organization, { body: { member_model_enabled: true } })
    const teams = await Promise.all(['team@example.com', ada].map((email) => newTeam(email)))
    team = teams[0]!
    for (const id of teams) await addMember(id, grace)
  })

  async function newTeam(email: string): Promise<string> {
    const body = { type: 'team' as const, email, owner: null }
    return (await createCustomer(world.ports, world.organization, { body })).id
  }
  async function addMember(id: string, email: string): Promise<string> {
    const owner = { email: `owner-${id}@example.com`, role: 'owner' as const }
    await createMember(world.ports, world.organization, { params: { id }, body: owner }).catch(() => {})
    const body = { email, role: 'member' as const }
    return (await createMember(world.ports, world.organization, { params: { id }, body })).id
  }
  const requestFor = (email: string, customer_id?: string) =>
    requestCustomerSession(world.ports, from(), {
      body: { email, organization_id: organization_id(), ...(customer_id && { customer_id }) },
    })

  it('asks which customer is meant where several have a member with the address', async () => {
    await expect(requestFor(grace)).rejects.toMatchObject({
      name: 'SelectionRequired',
      customers: expect.arrayContaining([{ id: team, name: null }]),
    })
    expect(await codeSentTo(world, grace)).toBeUndefined()
  })

  it("opens the member's session of the customer that was chosen, by a code sent to the member", async () => {
    const before = await mails()
    await requestFor(grace, team)
    const [mail] = (await mails()).slice(before.length)
    expect(mail).toMatchObject({ recipient: grace })
    const { token } = await authenticate(/Your code is (\w{6})/.exec(mail!.body)![1]!)
    expect(token).toMatch(/^polar_mst_/)
    expect(await resolveToken(world.ports, token)).toMatchObject({
      customer_id: team,
      member: { role: 'member' },
    })
  })

  it('sends nothing for a customer who has no such member', async () => {
    const { customer } = await world.addCustomer('other@example.com')
    await requestFor(grace, customer.id)
    expect(await codeSentTo(world, grace)).toBeUndefined()
  })

  it('makes a person alone the owner of what is theirs', async () => {
    await world.addCustomer('alone@example.com')
    await requestFor('alone@example.com')
    const { token } = await authenticate((await codeSentTo(world, 'alone@example.com'))!)
    expect(await resolveToken(world.ports, token)).toMatchObject({ member: { role: 'owner' } })
  })

  it('lets nobody in who is a member no more', async () => {
    const member_id = await addMember(team, 'gone@example.com')
    await requestFor('gone@example.com')
    const code = (await codeSentTo(world, 'gone@example.com'))!
    await deleteMember(world.ports, world.organization, { params: { id: team, member_id } })
    await expect(authenticate(code)).rejects.toMatchObject(invalid)
  })

  it('lets a member in on our pages too', async () => {
    const { attempt } = await begin(grace)
    const code = (await codeSentTo(world, grace))!
    expect(await finish(attempt, code)).toMatchObject({ token: expect.stringMatching(/^polar_mst_/) })
  })
})
