import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEstate, routesWithIds, type Estate } from '../security/estate.ts'
import { portalOf, visitorOf, type Seen, type Visitor } from '../world/visitor.ts'

let estate: Estate
let visitors: Record<'stranger' | 'member' | 'nobody', Visitor>
beforeAll(async () => {
  estate = await openEstate()
  visitors = {
    stranger: await estate.visitor(await estate.strangersToken()),
    member: await estate.visitor(await estate.token('member')),
    nobody: visitorOf(estate.world, portalOf(estate.world).handle),
  }
})
afterAll(() => estate.world.ports.db.destroy())

const tries = routesWithIds.flatMap(({ path, page, action }) => [
  ...(page ? [['GET', path] as const] : []),
  ...(action ? [['POST', path] as const] : []),
])
/** Forms under which the owner would get further, so that only the asker can be the reason. */
const forms: Record<string, Record<string, string>> = {
  '/subscriptions/{id}/people': { email: 'somebody@example.com' },
  '/subscriptions/{id}/resubscribe': { agreed_amount: '2000', key: 'a-decision-of-a-stranger' },
}
const ask = (visitor: Visitor, method: string, address: string, path: string) =>
  method === 'GET' ? visitor.get(address) : visitor.post(address, forms[path] ?? {})

/** An answer without what changes with each id and each moment. */
const told = ({ status, html, location }: Seen) => ({
  status,
  html: html.replace(/[0-9a-f-]{36}/g, 'id'),
  location: location?.replace(/[0-9a-f-]{36}/g, 'id') ?? null,
})
const nobodys = () => Object.fromEntries(Object.keys(estate.owned).map((kind) => [kind, crypto.randomUUID()]))

/** Whoever holds a key frees it again where it is in use; the API asks for nothing but the key. */
const isForMembers = (path: string) => path.endsWith('/deactivate')

/** Every row that belongs to the owner or was made for them, as it stands. */
async function everything(): Promise<string> {
  const { db } = estate.world.ports
  const tables = [
    'subscriptions',
    'orders',
    'payment_methods',
    'members',
    'customer_seats',
    'customers',
    'license_keys',
    'license_key_activations',
  ] as const
  const rows = await Promise.all(
    tables.map((table) => db.selectFrom(table).selectAll().orderBy('id').execute()),
  )
  const over = await db
    .selectFrom('customer_sessions')
    .select('id')
    .where('revoked_at', 'is not', null)
    .execute()
  return JSON.stringify([...rows, over])
}

describe("another's page", () => {
  it.each(tries)('%s %s answers whoever is somebody else as if it did not exist', async (method, path) => {
    const before = await everything()
    // What was left to be told by a try before this one.
    await visitors.stranger.get('/verge/portal/billing')
    const anothers = await ask(visitors.stranger, method, estate.addressOf(path), path)
    const noones = await ask(visitors.stranger, method, estate.addressOf(path, nobodys()), path)
    expect(told(anothers)).toEqual(told(noones))
    // Back from the bank a form goes on by itself: it has read nothing, whoever's the id is.
    expect(anothers.status === 200).toBe(anothers.html.includes('data-continues'))
    expect(await everything()).toBe(before)
  })

  it.each(tries)('%s %s sends whoever is not signed in to the door', async (method, path) => {
    const { status, location } = await ask(visitors.nobody, method, estate.addressOf(path), path)
    expect([status, location?.split('?')[0]]).toEqual([303, '/verge/portal/sign-in'])
  })

  it.each(tries.filter(([method, path]) => method === 'POST' && !isForMembers(path)))(
    '%s %s does nothing for a member who has no say in billing',
    async (method, path) => {
      const before = await everything()
      await ask(visitors.member, method, estate.addressOf(path), path)
      expect(await everything()).toBe(before)
    },
  )
})
