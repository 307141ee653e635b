import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '@verge/server/portal/routes'
import { portalOf, visitorOf, type Seen, type Visitor } from '../world/visitor.ts'
import { openEstate, type Estate } from './estate.ts'

let estate: Estate
let owner: Visitor
let nobody: Visitor
beforeAll(async () => {
  estate = await openEstate()
  owner = await estate.visitor(await estate.token('owner'))
  nobody = visitorOf(estate.world, portalOf(estate.world).handle)
}, 120_000)
afterAll(() => estate.world.ports.db.destroy())

const guests = ['sign-in', 'claim', 'verify-email', 'session', 'nothing/here'].map(
  (at) => `/verge/portal/${at}`,
)
const outside = [
  '/verge/cancel',
  '/verge/withdraw',
  '/verge/cancel/confirm',
  '/verge/verify',
  '/nobody/portal',
]
const paths = routes.map(({ path }) => path)

const unprotected = ({ headers }: Seen) =>
  [
    ['cache-control', /no-store/],
    ['x-frame-options', /^DENY$/],
    ['x-content-type-options', /^nosniff$/],
    ['referrer-policy', /^(same-origin|strict-origin|no-referrer)$/],
    ['cross-origin-opener-policy', /^same-origin$/],
    ['permissions-policy', /camera=\(\)/],
    ...(headers.get('content-type')?.startsWith('text/html')
      ? [['content-security-policy', /default-src 'none'.*base-uri 'none'.*frame-ancestors 'none'/] as const]
      : []),
  ].flatMap(([name, wanted]) =>
    (wanted as RegExp).test(headers.get(name as string) ?? '')
      ? []
      : [`${String(name)}: ${headers.get(name as string)}`],
  )

describe('every answer', () => {
  it.each(paths)(
    'of %s is kept by no cache, framed by no page, and tells its address to no other site',
    async (path) => {
      const address = estate.addressOf(path)
      for (const visitor of [owner, nobody]) {
        expect([path, unprotected(await visitor.get(address))]).toEqual([path, []])
        expect([path, unprotected(await visitor.post(address, {}, 'cross-site'))]).toEqual([path, []])
      }
    },
  )

  it.each([...guests, ...outside])('of %s, where nobody is signed in, neither', async (address) => {
    expect([address, unprotected(await nobody.get(address))]).toEqual([address, []])
    expect([address, unprotected(await nobody.post(address))]).toEqual([address, []])
  })
})

describe('a form', () => {
  const forms = routes.filter(({ action }) => action).map(({ path }) => path)
  it.each(forms)('of %s that another site sends does nothing, by whatever way it comes', async (path) => {
    const { db } = estate.world.ports
    const rows = async () => JSON.stringify(await db.selectFrom('audit_entries').selectAll().execute())
    const before = await rows()
    for (const from of ['cross-site', 'same-site', 'none'])
      expect(await owner.post(estate.addressOf(path), {}, from)).toMatchObject({ status: 403 })
    expect(await rows()).toBe(before)
  })
})
