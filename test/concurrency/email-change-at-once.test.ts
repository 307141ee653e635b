import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CustomerActor } from '@verge/server/operations/actor'
import { requestEmailUpdate } from '@verge/server/operations/email-change/request'
import { verifyEmailUpdate } from '@verge/server/operations/email-change/verify'
import { nobody } from '../world/checkouts.ts'
import { changeableEmails, linkSentTo } from '../world/email-change.ts'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'

let world: StoredWorld
let actor: CustomerActor
let people = 0

beforeAll(async () => {
  world = await openStoredWorld()
  await changeableEmails(world)
})
afterAll(() => world.close())
beforeEach(async () => void (actor = (await newCustomer()).actor))

const newCustomer = () => world.addCustomer(`before-${people++}@example.com`)
const named = (name: string) => `${name}-${people}@example.com`

async function wish(email: string, who = actor): Promise<string> {
  await requestEmailUpdate(world.ports, who, { body: { email } })
  return linkSentTo(world, email)
}
const verify = (token: string) =>
  verifyEmailUpdate(world.ports, nobody, { body: { token } }).catch(
    (error: { error?: string }) => error.error,
  )
const addressOf = async ({ customer_id }: CustomerActor) =>
  await world.ports.db
    .selectFrom('customers')
    .select(['email', 'version'])
    .where('id', '=', customer_id)
    .executeTakeFirstOrThrow()

describe('two tabs that each ask for another address', () => {
  it('leave the one that was asked for last, whichever link is opened first; the other link is dead', async () => {
    const [older, newer] = [await wish(named('older')), await wish(named('newer'))]
    const [first, second] = await Promise.all([verify(older), verify(newer)])
    expect(first).toBe('InvalidCustomerEmailUpdate')
    expect(second).toMatchObject({ token: expect.any(String) })
    expect(await addressOf(actor)).toEqual({ email: named('newer'), version: 2 })
  })

  it('leave one link that counts when they ask at once', async () => {
    await Promise.all([wish(named('one')), wish(named('two'))])
    const links = [await linkSentTo(world, named('one')), await linkSentTo(world, named('two'))]
    const answers = await Promise.all(links.map(verify))
    expect(answers.filter((answer) => answer === 'InvalidCustomerEmailUpdate')).toHaveLength(1)
    expect((await addressOf(actor)).version).toBe(2)
  })
})

it('one link that is opened fifty times at once changes the address once', async () => {
  const token = await wish(named('once'))
  const answers = await Promise.all(Array.from({ length: 50 }, () => verify(token)))
  expect(answers.filter((answer) => typeof answer === 'object')).toHaveLength(1)
  expect((await addressOf(actor)).version).toBe(2)
})

it('of two customers who want one address at once, one gets it', async () => {
  const { actor: other } = await newCustomer()
  const email = named('both')
  const links = [await wish(email), await wish(email, other)]
  const [mine, theirs] = [links[0]!, (await linksTo(email)).find((token) => token !== links[0])!]
  const answers = await Promise.all([verify(mine), verify(theirs)])
  expect(answers.filter((answer) => answer === 'PolarRequestValidationError')).toHaveLength(1)
  const addresses = [(await addressOf(actor)).email, (await addressOf(other)).email]
  expect(addresses.filter((address) => address === email)).toHaveLength(1)
})

async function linksTo(recipient: string): Promise<string[]> {
  const mails = await world.ports.db
    .selectFrom('emails')
    .select('body')
    .where('recipient', '=', recipient)
    .execute()
  return mails.map(({ body }) => /verify-email\?token=(\w+)/.exec(body)![1]!)
}
