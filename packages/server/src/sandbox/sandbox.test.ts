import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../test/world/open.ts'
import { createSandbox } from './sandbox.tsx'

const token = 'polar_oat_of_the_seller'
const origin = 'http://localhost:4000'
let world: World
let resets = 0
beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())

function sandbox() {
  const clock = {
    now: world.ports.clock.now,
    moveTo: async (date: Date) => world.moveTo(date),
    hasBegun: async () => true,
    begin: async () => {},
  }
  return createSandbox({
    ports: world.ports,
    processor: world.ports.processor,
    clock,
    advanceTo: clock.moveTo,
    reset: async () => void resets++,
    isOrganizationToken: async (one) => one === token,
  })
}

function ask(path: string, init: RequestInit = {}, isLocal = true): Promise<Response> {
  return sandbox()(new Request(origin + path, init), { isLocal })
}
const asSeller = { authorization: `Bearer ${token}` }
const form = (fields: Record<string, string>, from = 'same-origin') => ({
  method: 'POST',
  headers: { 'sec-fetch-site': from, 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields),
})

describe('for programs', () => {
  it.each(['/sandbox/clock', '/sandbox/emails', '/sandbox/webhooks'])('%s wants the token', async (path) => {
    expect((await ask(path)).status).toBe(401)
    expect((await ask(path, { headers: { authorization: 'Bearer polar_oat_of_another' } })).status).toBe(401)
    expect((await ask(path, { headers: asSeller })).status).toBe(200)
  })

  it('moves the clock by an ISO duration, and refuses to move it back, in words', async () => {
    const move = (body: object) =>
      ask('/sandbox/clock', { method: 'POST', headers: asSeller, body: JSON.stringify(body) })
    const before = world.ports.clock.now().getTime()
    expect((await move({ advance: 'P1D' })).status).toBe(200)
    expect(world.ports.clock.now().getTime() - before).toBe(24 * 3_600_000)
    const back = await move({ now: '2000-01-01T00:00:00Z' })
    expect(back.status).toBe(422)
    expect(await back.json()).toMatchObject({ detail: expect.stringContaining('does not go back') })
  })
})

describe('the page', () => {
  it('lets money go back, and a dispute be opened and decided, at the processor', async () => {
    const { customer } = await world.addCustomer('tried@example.com', '4242424242424242')
    await world.subscribe(customer.id)
    const valueOf = async (what: string) =>
      new RegExp(`value="(${what}:[^"]+)"`).exec(await (await ask('/sandbox')).text())?.[1] ?? null
    const happen = async (what: string) => ask('/sandbox', form({ happens: (await valueOf(what))! }))
    expect(await valueOf('win')).toBeNull()
    await happen('dispute')
    await happen('win')
    expect(await (await ask('/sandbox')).text()).toContain('disputed: won')
    expect((await world.ports.processor.told()).map(({ type }) => type)).toEqual([
      'dispute.created',
      'dispute.closed',
    ])
    const other = await world.addCustomer('returned@example.com', '4242424242424242')
    await world.subscribe(other.customer.id)
    await happen('refund')
    expect(await (await ask('/sandbox')).text()).toContain('$20.00 given back')
    expect((await ask('/sandbox', form({ happens: 'refund:py_nobody' }))).status).toBe(303)
  })

  it('moves the clock for a form of its own, and for no other site', async () => {
    const before = world.ports.clock.now()
    expect((await ask('/sandbox', form({ advance: 'P1D' }, 'cross-site'))).status).toBe(403)
    expect(world.ports.clock.now()).toEqual(before)
    expect((await ask('/sandbox', form({ advance: 'P1D' }))).status).toBe(303)
    expect(world.ports.clock.now() > before).toBe(true)
  })

  it('is closed to whoever comes from elsewhere, and so are its forms', async () => {
    expect((await ask('/sandbox', {}, false)).status).toBe(403)
    expect((await ask('/sandbox', form({ reset: 'yes' }), false)).status).toBe(403)
    expect(resets).toBe(0)
    expect((await ask('/sandbox/clock', { headers: asSeller }, false)).status).toBe(200)
  })
})

describe("the processor's pages", () => {
  it('lead back only to the portal that they belong to', async () => {
    for (const return_to of ['https://evil.example/', 'javascript:alert(1)', '//evil.example', '']) {
      const query = new URLSearchParams({ return_to })
      expect((await ask(`/sandbox/card?${query}`)).status).toBe(400)
      expect((await ask(`/sandbox/3d-secure?${query}`, form({ answer: 'approve' }))).status).toBe(400)
    }
  })

  it('never show the CVC again', async () => {
    const query = new URLSearchParams({ return_to: `${origin}/verge/portal` })
    const typed = { number: '1', expiry: '12/34', cvc: '638' }
    const page = await (await ask(`/sandbox/card?${query}`, form(typed))).text()
    expect(page).toContain('value="12/34"')
    expect(page).not.toContain('638')
  })
})
