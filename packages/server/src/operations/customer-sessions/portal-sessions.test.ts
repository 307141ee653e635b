import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { codeSentTo } from '../../../../../test/world/sign-in.ts'
import type { CustomerActor } from '../actor.ts'
import { createCustomer } from '../customers/create.ts'
import { createMember } from '../members/for-seller.ts'
import { updateOrganization } from '../organizations/update.ts'
import { finishSignIn } from '../sign-in/authenticate.ts'
import { forgetSignIns } from '../sign-in/forget.ts'
import { beginSignIn } from '../sign-in/request.ts'
import { createCustomerSession } from './create.ts'
import {
  listCustomerSessions,
  revokeCustomerSession,
  revokeCustomerSessions,
  revokeListedCustomerSession,
} from './current.ts'
import { openLink } from './open-link.ts'
import { resolveToken } from './resolve.ts'

let world: World
let customer_id: string
beforeEach(async () => {
  world = await openWorld()
  customer_id = (await world.addCustomer('ada@example.com')).customer.id
})
afterEach(() => world.ports.db.destroy())

const minute = 60
const newLink = async () =>
  (await createCustomerSession(world.ports, world.organization, { body: { customer_id } })).token
const actorOf = async (token: string) => (await resolveToken(world.ports, token)) as CustomerActor | null
const open = async (link: string, device = 'Firefox, Linux') => {
  const body = { browser: 'a browser of a customer', device }
  return (await openLink(world.ports, (await actorOf(link))!, { body })).token
}
const listed = async (token: string) =>
  (await listCustomerSessions(world.ports, (await actorOf(token))!)).items

describe('a session of the portal', () => {
  it('is another than the link’s, which goes on for its hour whether it is used or not', async () => {
    const link = await newLink()
    const token = await open(link)
    expect(token).not.toBe(link)
    world.pass(59 * minute)
    expect(await actorOf(link)).not.toBeNull()
    world.pass(minute)
    expect(await actorOf(link)).toBeNull()
  })

  it('is over after half an hour without use, and goes on while it is used', async () => {
    const token = await open(await newLink())
    for (let uses = 0; uses < 4; uses++) {
      world.pass(29 * minute)
      expect(await actorOf(token)).not.toBeNull()
    }
    world.pass(30 * minute)
    expect(await actorOf(token)).toBeNull()
  })

  it('is over after eight hours, however busy somebody is', async () => {
    const token = await open(await newLink())
    for (let uses = 0; uses < 8 * 3 - 1; uses++) {
      world.pass(20 * minute)
      expect(await actorOf(token)).not.toBeNull()
    }
    world.pass(20 * minute)
    expect(await actorOf(token)).toBeNull()
  })

  it('ends with the link that it came by when somebody signs out, and with all that came by it', async () => {
    const link = await newLink()
    const other = await open(await newLink())
    const [first, second] = [await open(link), await open(link)]
    await revokeCustomerSession(world.ports, (await actorOf(first))!)
    for (const token of [first, second, link]) expect(await actorOf(token)).toBeNull()
    expect(await actorOf(other)).not.toBeNull()
  })

  it('ends everywhere at once', async () => {
    const tokens = [await open(await newLink()), await open(await newLink()), await newLink()]
    await revokeCustomerSessions(world.ports, (await actorOf(tokens[0]!))!)
    for (const token of tokens) expect(await actorOf(token)).toBeNull()
  })

  it('is ended alone, with the link that it came by, from the list of another', async () => {
    const [link, other] = [await newLink(), await newLink()]
    const [theirs, again, mine] = [await open(link), await open(link), await open(other)]
    const me = (await actorOf(mine))!
    const { session_id } = (await actorOf(theirs))!
    const end = (id: string) => revokeListedCustomerSession(world.ports, me, { params: { id } })
    await end(session_id)
    for (const token of [theirs, link]) expect(await actorOf(token)).toBeNull()
    for (const token of [again, mine, other]) expect(await actorOf(token)).not.toBeNull()
    expect(await listed(mine)).toHaveLength(2)
    await end(session_id)
    const program = (await actorOf(other))!
    await expect(end(program.session_id)).rejects.toMatchObject({ error: 'ResourceNotFound' })
    expect(await actorOf(other)).not.toBeNull()
  })

  it('is listed with its browser and when it was used, as long as it stands', async () => {
    const idle = await open(await newLink(), 'Safari, iPad')
    world.pass(20 * minute)
    const token = await open(await newLink())
    expect(await listed(token)).toMatchObject([
      { device: 'Firefox, Linux', is_current: true },
      { device: 'Safari, iPad', is_current: false },
    ])
    world.pass(10 * minute)
    expect(await listed(token)).toMatchObject([
      { device: 'Firefox, Linux', seen_at: world.ports.clock.now() },
    ])
    expect(await actorOf(idle)).toBeNull()
  })

  it('of another customer, or another member, is listed to nobody', async () => {
    const { customer } = await world.addCustomer('grace@example.com')
    const body = { customer_id: customer.id }
    const { token } = await createCustomerSession(world.ports, world.organization, { body })
    await open(await newLink())
    expect(await listed(await open(token))).toHaveLength(1)
  })
})

it('is forgotten a month after it ended, with the browser that it was in', async () => {
  await open(await newLink())
  const kept = async () =>
    (await world.ports.db.selectFrom('customer_sessions').select('id').execute()).length
  world.pass(8 * 60 * minute + 30 * 24 * 60 * minute - 1)
  await forgetSignIns(world.ports)
  expect(await kept()).toBe(1)
  world.pass(1)
  await forgetSignIns(world.ports)
  expect(await kept()).toBe(0)
})

describe('a code that is typed in a session', () => {
  const sessionBy = async (email: string, more: { customer_id?: string; replaces?: string }) => {
    const { organization_id } = world.organization
    const { customer_id: whom, replaces } = more
    const anonymous = { kind: 'anonymous' } as const
    const wish = { email, organization_id, customer_id: whom ?? null }
    const { attempt } = await beginSignIn(world.ports, anonymous, { body: wish })
    const code = (await codeSentTo(world, email))!
    const body = { attempt, code, device: null, ...(replaces && { replaces }) }
    return finishSignIn(world.ports, anonymous, { body }) as Promise<{ token: string }>
  }

  it('opens another one in its place, which the link closes too', async () => {
    const link = await newLink()
    const before = await open(link)
    const { token } = await sessionBy('ada@example.com', { replaces: before })
    expect(await actorOf(before)).toBeNull()
    expect(await actorOf(link)).not.toBeNull()
    await revokeCustomerSession(world.ports, (await actorOf(token))!)
    expect(await actorOf(link)).toBeNull()
  })

  it('ends no session of anybody else, and no token of a program', async () => {
    await world.addCustomer('grace@example.com')
    const link = await newLink()
    const adas = await open(link)
    await sessionBy('grace@example.com', { replaces: adas })
    await sessionBy('ada@example.com', { replaces: link })
    expect(await actorOf(adas)).not.toBeNull()
    expect(await actorOf(link)).not.toBeNull()
  })

  it('is for the customer who is meant, where several have somebody with the address', async () => {
    await updateOrganization(world.ports, world.organization, { body: { member_model_enabled: true } })
    const owner = { email: 'owner@example.com' }
    const teams = []
    for (const email of ['one@example.com', 'two@example.com']) {
      const body = { type: 'team' as const, email, owner: { ...owner, email: `owner-${email}` } }
      const { id } = await createCustomer(world.ports, world.organization, { body })
      const member = { email: 'grace@example.com', role: 'member' as const }
      await createMember(world.ports, world.organization, { params: { id }, body: member })
      teams.push(id)
    }
    for (const team of teams) {
      const { token } = await sessionBy('grace@example.com', { customer_id: team })
      expect(await actorOf(token)).toMatchObject({ customer_id: team })
    }
    const { organization_id } = world.organization
    const body = { email: 'grace@example.com', organization_id, customer_id: world.ports.ids.uuid() }
    await beginSignIn(world.ports, { kind: 'anonymous' }, { body })
    expect(await codeSentTo(world, 'grace@example.com')).toBeUndefined()
  })
})

describe('a browser in which somebody was not signed in before', () => {
  const told = () =>
    world.ports.db
      .selectFrom('emails')
      .select(['recipient', 'subject', 'body'])
      .where('kind', '=', 'signed_in')
      .orderBy('created_at')
      .execute()
  const signIn = async (email: string, device: string | null, replaces?: string) => {
    const { attempt } = await beginSignIn(
      world.ports,
      { kind: 'anonymous' },
      {
        body: { email, organization_id: world.organization.organization_id },
      },
    )
    const code = (await codeSentTo(world, email))!
    const body = { attempt, code, device, ...(replaces && { replaces }) }
    const finished = await finishSignIn(world.ports, { kind: 'anonymous' }, { body })
    if (finished.outcome !== 'signed_in') throw new Error(finished.outcome)
    return finished.token
  }

  it('is told of once, whether a link or a code led in, with the way to sign out of it', async () => {
    await open(await newLink(), 'Firefox, Linux')
    await open(await newLink(), 'Firefox, Linux')
    expect(await told()).toEqual([])
    await open(await newLink(), 'Chrome, Windows')
    await open(await newLink(), 'Chrome, Windows')
    world.pass(1)
    await signIn('ada@example.com', 'Safari, iPhone')
    await signIn('ada@example.com', 'Safari, iPhone')
    const mails = await told()
    expect(mails.map(({ recipient, body }) => [recipient, /days: ([\w, ]+)\./.exec(body)?.[1]])).toEqual([
      ['ada@example.com', 'Chrome, Windows'],
      ['ada@example.com', 'Safari, iPhone'],
    ])
    expect(mails[0]!.subject).toBe('A new browser signed in to your account with Verge')
    expect(mails[0]!.body).toContain('/verge/portal/billing')
  })

  it('is not told of where it does not say what it is, nor where a code was only asked for again', async () => {
    const token = await signIn('ada@example.com', 'Firefox, Linux')
    await signIn('ada@example.com', null)
    // After its update the same browser may call itself something else.
    await signIn('ada@example.com', 'Edge, Linux', token)
    expect(await told()).toEqual([])
  })

  it('is told to the member who signed in, and not to the customer for whom they act', async () => {
    const { ports, organization } = world
    await updateOrganization(ports, organization, { body: { member_model_enabled: true } })
    const owner = { email: 'olive@example.com' }
    const team = await createCustomer(ports, organization, {
      body: { type: 'team', email: 'team@example.com', owner },
    })
    const member = { email: 'mina@example.com', role: 'member' as const }
    await createMember(ports, organization, { params: { id: team.id }, body: member })
    await signIn('olive@example.com', 'Chrome, Windows')
    await signIn('mina@example.com', 'Firefox, Linux')
    expect(await told()).toEqual([])
    await signIn('mina@example.com', 'Chrome, Windows')
    expect((await told()).map(({ recipient }) => recipient)).toEqual(['mina@example.com'])
  })
})
