import { afterAll, beforeAll, expect, it } from 'vitest'
import { routes } from '@verge/server/portal/routes'
import { runDue } from '@verge/server/jobs/run-due'
import { chanceOf } from '../simulation/chance.ts'
import { openWorld, type World } from '../world/open.ts'
import { portalOf, visitorOf } from '../world/visitor.ts'
import { mutated } from './mutate.ts'

/** So many answers at least are other than they should be. */
const payloads = 10_000
const seed = Number(process.env.SEED ?? 1)

let world: World
let customer_id: string
/** What stands for an id in the addresses, by what they begin with. */
let ids: Record<string, string>
const rejections: unknown[] = []
const onRejection = (error: unknown) => void rejections.push(error)

beforeAll(async () => {
  process.on('unhandledRejection', onRejection)
  world = await openWorld()
  const { customer } = await world.addCustomer('ada@example.com', '4242424242424242')
  customer_id = customer.id
  const subscription = await world.subscribe(customer_id)
  world.moveTo(subscription.current_period_end)
  await runDue(world.ports)
  const { db } = world.ports
  const order = await db.selectFrom('orders').select('id').executeTakeFirstOrThrow()
  const method = await db.selectFrom('payment_methods').select('id').executeTakeFirstOrThrow()
  ids = { subscriptions: subscription.id, orders: order.id, 'payment-methods': method.id }
})
afterAll(async () => {
  process.off('unhandledRejection', onRejection)
  await world.ports.db.destroy()
})

const addressOf = (path: string) =>
  `/verge/portal${path === '/' ? '' : path.replace('{id}', ids[path.split('/')[1]!] ?? '')}`
const nonsense = /\bundefined\b|\bNaN\b|\[object Object\]|Invalid Date/

it(`${payloads} answers that are not what they should be break no page, and nothing of them is taken for markup`, async () => {
  const pages = routes.filter(({ page }) => page).map(({ path }) => addressOf(path))
  const chance = chanceOf(seed)
  const known = new Map<string, { body: string; status: number }>()
  let isIll = false
  let changed = 0
  const { handle, faults } = portalOf(world, {
    between: (api) => async (request) => {
      const key = `${request.method} ${request.url}`
      if (!isIll || request.method !== 'GET') return api(request)
      let answer = known.get(key)
      if (!answer) {
        const response = await api(request)
        answer = { body: await response.text(), status: response.status }
        known.set(key, answer)
      }
      if (chance.happens(0.3)) return new Response(answer.body, { status: answer.status })
      changed++
      return mutated(answer.body, answer.status, chance)
    },
  })
  const visitor = visitorOf(world, handle)
  await visitor.enter(customer_id)
  isIll = true
  const statuses = new Map<number, number>()
  for (let turn = 0; changed < payloads; turn++) {
    const address = pages[turn % pages.length]!
    const { status, headers, html: text } = await visitor.get(address)
    // A file to keep is shown by nobody.
    const html = headers.get('content-type')?.startsWith('text/html') ? text : ''
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    const where = `${address}, turn ${turn} of SEED=${seed}`
    const isMarkup = html.includes('<script>alert') || html.includes('<img src=x')
    const shown = { where, faults: [...faults], isMarkup, nonsense: html.match(nonsense)?.[0] ?? null }
    expect(shown).toEqual({ where, faults: [], isMarkup: false, nonsense: null })
    expect([where, status < 500 || status === 502 || status === 503]).toEqual([where, true])
    // An answer that says that the session is over ends it: then one comes in again.
    if (status === 401) {
      isIll = false
      await visitor.enter(customer_id)
      isIll = true
    }
  }
  expect(rejections).toEqual([])
  // Most pages are shown in spite of it, and not because nothing ever reaches them.
  expect(statuses.get(200)).toBeGreaterThan(payloads / 100)
  expect(statuses.get(502)).toBeGreaterThan(0)
}, 180_000)
