import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApi } from '@verge/server/api/api'
import { issueAccessToken } from '@verge/server/operations/organizations/issue-access-token'
import { works } from '../world/checkouts.ts'
import { openWorld, type World } from '../world/open.ts'
import { portalOf, visitorOf, type Visitor } from '../world/visitor.ts'

const token = 'polar_oat_of_odd_letters'
let world: World
let visitor: Visitor
let faults: unknown[]
let customer_id: string
let api: ReturnType<typeof createApi>

beforeAll(async () => {
  world = await openWorld()
  await issueAccessToken(world.ports, world.organization.organization_id, token)
  customer_id = (await world.addCustomer('odd@example.com', works)).customer.id
  await world.subscribe(customer_id)
  faults = []
  api = createApi(world.ports, { report: (fault) => faults.push(fault) })
  const portal = portalOf(world)
  visitor = visitorOf(world, portal.handle)
  await visitor.enter(customer_id)
}, 60_000)
afterAll(() => world.ports.db.destroy())

const rename = (name: string) =>
  api(
    new Request(`http://localhost:4000/v1/customers/${customer_id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name, billing_address: { country: 'DE', city: name.slice(0, 100) } }),
    }),
  )

/** Of all that letters can be, what has broken others. */
const names: Record<string, string> = {
  'that turns the direction': 'Ada \u202Emoc.elpmaxe\u202C',
  'that turns it and never back': 'Ada \u2067\u202E',
  'of joined pictures': '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}',
  'of marks on one letter': `Z${'\u0301\u0327\u0336'.repeat(60)}`,
  'of marks without end': `Z${'\u0301'.repeat(10_000)}`,
  'of half a picture': 'Ada \uD83D',
  'of the other half': '\uDE00 Ada',
  'that nobody sees': '\u200B\u2060\uFEFF',
  'beyond the first plane': '\u{20000}\u{10FFFD}',
  'in two writings at once': 'Ada \u05E2\u05D3\u05D4 \u0639\u062F\u0629 \u827E\u8FBE',
  'with a line that is none': 'Ada\u2028Byron\u2029',
  'of nothing at all': '\u0000',
}

it.each(Object.entries(names))(
  'a name %s is shown as it is, or refused, and breaks no page',
  async (_, name) => {
    const answer = await rename(name)
    expect([200, 422]).toContain(answer.status)
    const told = (await answer.json()) as { name: string | null }
    for (const path of ['', '/billing', '/orders', '/activity']) {
      const { status, html } = await visitor.get(`/verge/portal${path}`)
      expect([path, status]).toEqual([path, 200])
      expect(html).not.toContain('\u0000')
    }
    // What no text can hold is shown as what cannot be read; what stands around a name is left out.
    const shown = answer.status === 200 ? name.toWellFormed().trim() : undefined
    expect(told.name).toBe(shown)
    expect((await visitor.get('/verge/portal/billing')).html).toContain(shown ?? 'Billing details')
    expect(faults).toEqual([])
  },
)
