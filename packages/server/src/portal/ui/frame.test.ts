import { afterAll, beforeAll, expect, it } from 'vitest'
import { sellerCalls } from '../../../../../test/world/call.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf } from '../../../../../test/world/visitor.ts'

let world: World
beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())

it('leads a member without a say in billing to no invoices, no cards and no activity, and their owner to all of them', async () => {
  const call = await sellerCalls(world)
  await call('PATCH', '/v1/verge/organization', { member_model_enabled: true })
  const email = 'team@example.com'
  const team = await call('POST', '/v1/customers/', { type: 'team', email, owner: { email } })
  const id = team.body.id as string
  const members = `/v1/customers/${id}/members`
  await call('POST', members, { email: 'colleague@example.com', role: 'member' })
  const { items } = (await call('GET', members)).body as { items: { id: string; role: string }[] }

  async function sectionsOf(role: string): Promise<string[]> {
    const visitor = visitorOf(world, portalOf(world).handle)
    await visitor.enter(id, { member_id: items.find((one) => one.role === role)!.id })
    const { html } = await visitor.get('/verge/portal/billing')
    const nav = /<nav[\s\S]*?<\/nav>/.exec(html)![0]
    return [...nav.matchAll(/href="\/verge\/portal([^"]*)"/g)].map(([, path]) => path!)
  }
  expect(await sectionsOf('owner')).toEqual([
    '',
    '/orders',
    '/payment-methods',
    '/billing',
    '/people',
    '/activity',
  ])
  expect(await sectionsOf('member')).toEqual(['', '/billing'])
})

it('offers no contracts to end at an address of nobody', async () => {
  const { status, html } = await visitorOf(world, portalOf(world).handle).get('/nobody/portal/sign-in')
  expect(status).toBe(404)
  expect(html).not.toContain('/nobody/')
})

it('shows keys and receipts as part of the overview', async () => {
  const { customer } = await world.addCustomer('ada@example.com')
  const visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(customer.id)
  for (const room of ['keys', 'receipts']) {
    const { html } = await visitor.get(`/verge/portal/${room}/${crypto.randomUUID()}`)
    expect(html).toContain('<a href="/verge/portal" aria-current="page">')
  }
})

it('asks for the same page in another language, with all that it was asked with', async () => {
  const visitor = visitorOf(world, portalOf(world).handle)
  const { html } = await visitor.get('/verge/cancel/confirm?token=polar_lst_x&language=de&brand=partner')
  const form = /<form class="languages"[\s\S]*?<\/form>/.exec(html)![0]
  const kept = [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, ...field]) => field)
  expect(kept).toEqual([
    ['token', 'polar_lst_x'],
    ['brand', 'partner'],
  ])
})
