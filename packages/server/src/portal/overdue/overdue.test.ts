import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failsWhenCharged, works } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'
import { advanceClock } from '../../jobs/run-due.ts'
import { listOverduePayments } from '../../operations/payments/overdue.ts'
import { setDefaultPaymentMethod } from '../../operations/payment-methods/set-default.ts'

let world: World
let visitor: Visitor
let customer_id: string
let order_id: string

/** Bought with a good card; the renewal of the 28th of February meets another one. */
beforeAll(async () => {
  world = await openWorld()
  const { actor } = await world.addCustomer('linus@example.com', works)
  customer_id = actor.customer_id
  await world.subscribe(customer_id)
  const bad = await world.addCard(customer_id, failsWhenCharged)
  await setDefaultPaymentMethod(world.ports, actor, bad)
  await advanceClock(world.ports, world.moveTo, new Date('2027-03-01T12:00:00Z'))
  const { items } = await listOverduePayments(world.ports, actor)
  order_id = items[0]!.order_id
  visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(customer_id)
})
afterAll(() => world.ports.db.destroy())

const text = async (path: string) => (await visitor.get(`/verge/portal${path}`)).html.replace(/<[^>]+>/g, ' ')

describe('a payment that failed', () => {
  it.each(['', '/orders', '/payment-methods', '/billing'])(
    'is said on “%s”, with the way to pay it',
    async (path) => {
      const { html } = await visitor.get(`/verge/portal${path}`)
      expect(html).toContain('$20.00')
      expect(html).toContain(`href="/verge/portal/orders/${order_id}/pay"`)
      expect(html).toContain('Pay $20.00')
    },
  )

  it.each(['', '/orders', '/payment-methods', '/billing'])(
    'says on “%s” why, when it is tried again, and when the subscription ends without it',
    async (path) => {
      const page = await text(path)
      expect(page).toContain('Your bank refused the card without telling us why.')
      expect(page).toContain(
        'We try again on March 2, 2027, March 7, 2027, March 14, 2027, and March 21, 2027.',
      )
      expect(page).toContain('If nothing is paid by then, your subscription ends on March 21, 2027.')
    },
  )

  it('is said where there is no such page, and where a form was not taken', async () => {
    const pay = `href="/verge/portal/orders/${order_id}/pay"`
    for (const path of ['/nowhere', `/orders/${crypto.randomUUID()}`]) {
      const { status, html } = await visitor.get(`/verge/portal${path}`)
      expect([path, status]).toEqual([path, 404])
      expect(html).toContain(pay)
    }
    const { status, html } = await visitor.post('/verge/portal/billing', { name: 'x'.repeat(70_000) })
    expect(status).toBe(413)
    expect(html).toContain(pay)
  })

  it('that cannot be read leaves the page that says what is not there as it is', async () => {
    const isBanner = ({ url }: Request) => url.endsWith('/overdue-payments')
    for (const broken of [
      () => Promise.reject(new Error('offline')),
      async () => new Response('{}', { status: 500 }),
      async () => Response.json({ error: 'Unauthorized', detail: 'Unauthorized' }, { status: 401 }),
    ]) {
      const { handle } = portalOf(world, {
        between: (api) => (request) => (isBanner(request) ? broken() : api(request)),
      })
      const guest = visitorOf(world, handle)
      await guest.enter(customer_id)
      const { status, html } = await guest.get('/verge/portal/nowhere')
      expect(status).toBe(404)
      expect(html).toContain('This page does not exist')
    }
  })

  it('says so once on a page', async () => {
    const own = /\/verge\/portal\/subscriptions\/[^"/]+/.exec((await visitor.get('/verge/portal')).html)![0]
    for (const path of ['/verge/portal', own, '/verge/portal/orders', `/verge/portal/orders/${order_id}/pay`])
      expect((await visitor.get(path)).html.split('We try again on')).toHaveLength(2)
  })

  it('is to be paid with the card that was not refused, unless the customer chooses', async () => {
    const { html } = await visitor.get(`/verge/portal/orders/${order_id}/pay`)
    const choices = html.match(/<label class="choice">.*?<\/label>/gs)!
    expect(choices).toHaveLength(2)
    const chosen = choices.filter((choice) => /\bchecked\b/.test(choice))
    expect(chosen).toHaveLength(1)
    expect(chosen[0]).toContain('4242')
  })

  it('in German too', async () => {
    const german = visitorOf(world, portalOf(world).handle)
    await german.enter(customer_id, { query: '&locale=de' })
    expect((await german.get('/verge/portal')).html).toContain(
      'Wird bis dahin nichts bezahlt, endet Ihr Abonnement am 21. März 2027.',
    )
  })

  it('in front of hosted Polar is said without a schedule that nobody told', async () => {
    const hosted = visitorOf(world, portalOf(world, { hosted: true }).handle)
    await hosted.enter(customer_id)
    const { html } = await hosted.get('/verge/portal/billing')
    expect(html).toContain('$20.00 for Pro could not be charged.')
    expect(html).not.toContain('We try again')
  })

  it('is tried on just these days, and ends it on the last of them', async () => {
    await advanceClock(world.ports, world.moveTo, new Date('2027-03-21T11:59:00Z'))
    const ended = async () => (await text('')).includes('Ended on')
    expect(await ended()).toBe(false)
    await advanceClock(world.ports, world.moveTo, new Date('2027-03-21T13:00:00Z'))
    const after = visitorOf(world, portalOf(world).handle)
    await after.enter(customer_id)
    const { html } = await after.get('/verge/portal')
    expect(html).toContain('Ended on March 21, 2027.')
    expect(html).not.toContain('Pay now')
  })
})

describe('a payment by hand', () => {
  it('says what was charged, which is less than the total where credit went in', async () => {
    const shop = await openWorld()
    const { actor } = await shop.addCustomer('ada@example.com', works)
    await shop.subscribe(actor.customer_id)
    const paid = await shop.ports.db.selectFrom('orders').select('id').executeTakeFirstOrThrow()
    await shop.ports.db
      .insertInto('balance_entries')
      .values({
        id: shop.ports.ids.uuid(),
        created_at: shop.ports.clock.now(),
        customer_id: actor.customer_id,
        currency: 'usd',
        amount: 500,
        order_id: paid.id,
        reason: 'restored',
      })
      .execute()
    const bad = await shop.addCard(actor.customer_id, failsWhenCharged)
    await setDefaultPaymentMethod(shop.ports, actor, bad)
    await advanceClock(shop.ports, shop.moveTo, new Date('2027-03-01T12:00:00Z'))
    const payer = visitorOf(shop, portalOf(shop).handle)
    await payer.enter(actor.customer_id)
    const [owed] = (await listOverduePayments(shop.ports, actor)).items
    const form = await payer.get(`/verge/portal/orders/${owed!.order_id}/pay`)
    expect(form.html).toContain('Pay $15.00')
    const good = /value="([^"]+)" checked/.exec(form.html)![1]!
    await payer.post(`/verge/portal/orders/${owed!.order_id}/pay`, {
      payment_method_id: good,
      agreed_amount: '1500',
    })
    expect((await payer.get(`/verge/portal/orders/${owed!.order_id}`)).html).toContain(
      'Thank you. $15.00 was paid.',
    )
  })
})
