import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CustomerActor } from '@verge/server/operations/actor'
import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import { revokeCustomerSessions } from '@verge/server/operations/customer-sessions/current'
import { openLink } from '@verge/server/operations/customer-sessions/open-link'
import { resolveToken } from '@verge/server/operations/customer-sessions/resolve'
import { deleteCustomer } from '@verge/server/operations/customers/delete'
import { authenticateCustomerSession, finishSignIn } from '@verge/server/operations/sign-in/authenticate'
import { beginSignIn, requestCustomerSession } from '@verge/server/operations/sign-in/request'
import { sendSignInCodes } from '@verge/server/operations/sign-in/send-codes'
import { nobody } from '../world/checkouts.ts'
import { codeSentTo } from '../world/sign-in.ts'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'

const times = 50
let world: StoredWorld
let email: string
let customer_id: string
let people = 0

beforeAll(async () => void (world = await openStoredWorld()))
afterAll(() => world.close())
beforeEach(async () => {
  email = `at-once-${people++}@example.com`
  customer_id = (await world.addCustomer(email)).customer.id
})

const wish = () => ({ body: { email, organization_id: world.organization.organization_id } })
const atOnce = (run: () => Promise<unknown>) => Promise.all(Array.from({ length: times }, run))

async function sessions(): Promise<number> {
  const opened = world.ports.db
    .selectFrom('customer_sessions')
    .select('id')
    .where('customer_id', '=', customer_id)
  return (await opened.execute()).length
}

it('a link in many browsers at once opens in one of them, and goes on calling the API', async () => {
  const { token } = await createCustomerSession(world.ports, world.organization, { body: { customer_id } })
  const actor = (await resolveToken(world.ports, token)) as CustomerActor
  const open = (browser: string) =>
    openLink(world.ports, actor, { body: { browser } }).then(
      () => browser,
      ({ error }: { error: string }) => error,
    )
  const browsers = Array.from({ length: times }, (_, number) => `browser of number ${number}`)
  const answers = await Promise.all(browsers.map(open))
  const [first, ...others] = answers.filter((answer) => answer !== 'LinkOpenedElsewhere')
  expect(others).toEqual([])
  expect(await open(first!)).toBe(first)
  expect(await resolveToken(world.ports, token)).toEqual(actor)
})

it('whoever signs out everywhere while links are being opened leaves nothing open', async () => {
  for (let rounds = 0; rounds < 10; rounds++) {
    const { token } = await createCustomerSession(world.ports, world.organization, { body: { customer_id } })
    const actor = (await resolveToken(world.ports, token)) as CustomerActor
    const open = () =>
      openLink(world.ports, actor, { body: { browser: 'one browser of theirs' } }).then(
        (opened) => opened.token,
        () => null,
      )
    const opening = Array.from({ length: 5 }, open)
    await revokeCustomerSessions(world.ports, actor)
    for (const opened of await Promise.all([...opening, open()]))
      expect(opened && (await resolveToken(world.ports, opened))).toBeNull()
  }
})

describe('one code in many hands at once', () => {
  it('lets one of them in', async () => {
    await requestCustomerSession(world.ports, nobody, wish())
    const code = (await codeSentTo(world, email))!
    const use = () =>
      authenticateCustomerSession(world.ports, nobody, { body: { code } }).catch(
        (error: { error?: string }) => error.error,
      )
    const answers = await atOnce(use)
    expect(answers.filter((answer) => answer !== 'CustomerSessionCodeInvalidOrExpired')).toHaveLength(1)
    expect(await sessions()).toBe(1)
  })

  it('is tried five times and no more, by however many that guess at once', async () => {
    const { attempt } = await beginSignIn(world.ports, nobody, wish())
    const code = (await codeSentTo(world, email))!
    const answers = (await atOnce(() =>
      finishSignIn(world.ports, nobody, { body: { attempt, code: 'AAAAAA' } }),
    )) as { tries_left?: number }[]
    const left = answers.flatMap(({ tries_left }) => tries_left ?? [])
    expect(left.toSorted()).toEqual([1, 2, 3, 4])
    expect(await finishSignIn(world.ports, nobody, { body: { attempt, code } })).toEqual({ outcome: 'over' })
    expect(await sessions()).toBe(0)
  })

  it('lets nobody in once the customer is deleted, whoever of them comes first', async () => {
    const { attempt } = await beginSignIn(world.ports, nobody, wish())
    const code = (await codeSentTo(world, email))!
    const deletion = { params: { id: customer_id }, query: {} }
    await Promise.all([
      finishSignIn(world.ports, nobody, { body: { attempt, code } }),
      deleteCustomer(world.ports, world.organization, deletion),
    ])
    const living = world.ports.db
      .selectFrom('customer_sessions')
      .select('id')
      .where('customer_id', '=', customer_id)
      .where('revoked_at', 'is', null)
    expect(await living.execute()).toEqual([])
  })
})

it('mails each code once, however many processes send them', async () => {
  for (let wishes = 0; wishes < 5; wishes++) await requestCustomerSession(world.ports, nobody, wish())
  await Promise.all(Array.from({ length: 8 }, () => sendSignInCodes(world.ports)))
  const mails = world.ports.db.selectFrom('emails').select('id').where('recipient', '=', email)
  expect(await mails.execute()).toHaveLength(5)
})

it('counts every call of one address, however many come at once', async () => {
  const from = { ...nobody, address: '192.0.2.7' }
  const answers = await atOnce(() =>
    authenticateCustomerSession(world.ports, from, { body: { code: 'AAAAAA' } }).catch(
      (error: Error) => error.name,
    ),
  )
  expect(answers.filter((name) => name === 'CustomerSessionCodeInvalidOrExpired')).toHaveLength(6)
  expect(answers.filter((name) => name === 'TooManyRequests')).toHaveLength(times - 6)
})
