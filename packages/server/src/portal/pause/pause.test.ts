import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import { advanceClock } from '../../jobs/run-due.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, visitorOf, type Seen, type Visitor } from '../../../../../test/world/visitor.ts'

let world: World
let visitor: Visitor
let customer_id: string
let subscription: SubscriptionRow
let people = 0

beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  world.moveTo(new Date('2027-01-31T12:00:00Z'))
  await allowPausing(true)
  const { customer } = await world.addCustomer(`guest-${people++}@example.com`, '4242424242424242')
  customer_id = customer.id
  // Pro for 20.00 a month, until 28 February at noon.
  subscription = await world.subscribe(customer.id)
  visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(customer_id)
})

const portal = (path = '') => `/verge/portal${path}`
const page = (path = '') => portal(`/subscriptions/${subscription.id}${path}`)

async function allowPausing(pause: boolean): Promise<void> {
  const portal_settings = JSON.stringify({
    usage: { show: false },
    subscription: { update_seats: true, update_plan: true, pause },
    customer: { allow_email_change: false },
  })
  await world.ports.db.updateTable('organizations').set({ portal_settings }).execute()
}
const shown = async () => fieldsOf(await visitor.get(page('/pause')))
const stateNow = () =>
  world.ports.db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', subscription.id)
    .executeTakeFirstOrThrow()
async function charged(): Promise<number[]> {
  return (await world.ports.processor.ledger())
    .filter((payment) => payment.customer_reference === customer_id && payment.status === 'succeeded')
    .map(({ amount }) => amount)
}
async function until(date: string): Promise<void> {
  await advanceClock(world.ports, world.moveTo, new Date(`${date}T12:00:00Z`))
  await visitor.enter(customer_id)
}
function fieldsOf({ html }: Seen): Record<string, string> {
  const fields = [...html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)]
  return Object.fromEntries(fields.map(([, name, value]) => [name!, value!]))
}
function textOf({ html }: Seen): string {
  return html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
}
async function followed({ status, location }: Seen): Promise<Seen> {
  expect(status).toBe(303)
  return visitor.get(location!)
}
async function paused(): Promise<void> {
  await visitor.post(page('/pause'), await shown())
  await until('2027-04-07')
}

describe('pausing', () => {
  it('says first until when there is access and that nothing is charged', async () => {
    const seen = await visitor.get(page('/pause'))
    expect(textOf(seen)).toContain('You keep access until February 28, 2027.')
    expect(textOf(seen)).toContain('nothing is charged until it goes on')
    expect(seen.html).toMatch(/type="date" min="2027-03-01"/)
    expect(await stateNow()).toMatchObject({ pause_at_period_end: false })
  })

  it('is told on the next page, mailed, and taken back with one button', async () => {
    const { html } = await followed(await visitor.post(page('/pause'), await shown()))
    expect(html).toContain('Your subscription pauses after February 28, 2027.')
    expect(html).toContain(`portal=pause_scheduled&amp;subscription=${subscription.id}`)
    const seen = await visitor.get(portal())
    expect(seen.html).toContain(`action="${page('/pause/undo')}"`)
    expect(textOf(seen)).toContain('Keep it running Renews on February 28, 2027 for $20.00.')
    const form = fieldsOf(seen)
    expect(await followed(await visitor.post(page('/pause/undo'), form))).toMatchObject({
      html: expect.stringContaining(
        'Your subscription does not pause. It renews on February 28, 2027. Your next invoice, on February 28, 2027, is $20.00.',
      ),
    })
    expect(await stateNow()).toMatchObject({ pause_at_period_end: false })
    expect((await followed(await visitor.post(page('/pause/undo'), form))).html).toContain(
      'No pause was scheduled.',
    )
  })

  it('from another day than was shown is not scheduled: the page comes anew', async () => {
    for (const form of [{ quote: '2027-02-27T12:00:00.000Z' }, {}] as Record<string, string>[]) {
      const seen = await visitor.post(page('/pause'), form)
      expect(seen.status).toBe(409)
      expect(textOf(seen)).toContain('Nothing was changed. This is what holds now.')
      expect(textOf(seen)).toContain('You keep access until February 28, 2027.')
    }
    expect(await stateNow()).toMatchObject({ pause_at_period_end: false })
  })

  it('until a day names it, and goes on by itself then', async () => {
    await visitor.post(page('/pause'), { ...(await shown()), resumes_on: '2027-05-10' })
    expect((await visitor.get(page())).html).toContain('until it goes on by itself on May 10, 2027.')
    await until('2027-04-07')
    expect(textOf(await visitor.get(portal()))).toContain(
      'Paused since February 28, 2027. It goes on by itself on May 10, 2027 for $20.00.',
    )
    await until('2027-05-11')
    expect(await stateNow()).toMatchObject({ status: 'active' })
  })

  it.each(['2027-02-28', '2026-12-01', '2027-02-30', 'tomorrow'])(
    'until %s is refused at the field, and nothing is changed',
    async (resumes_on) => {
      const seen = await visitor.post(page('/pause'), { ...(await shown()), resumes_on })
      expect(seen.status).toBe(422)
      expect(seen.html).toContain('id="resumes_on-error">Choose a day from March 1, 2027 on, or none.')
      expect(seen.html).toMatch(/id="resumes_on"[^>]*aria-invalid="true"[^>]*autofocus/)
      expect(await stateNow()).toMatchObject({ pause_at_period_end: false })
    },
  )

  it('is offered beside the way out, and never in its stead', async () => {
    const { html } = await visitor.get(page('/cancel'))
    expect(html.indexOf('Cancel subscription</button>')).toBeLessThan(html.indexOf('Pause it instead'))
    expect(html).toContain(`href="${page('/pause')}"`)
  })

  it('is nowhere where the seller switched it off', async () => {
    await allowPausing(false)
    for (const path of ['', '/cancel']) expect((await visitor.get(page(path))).html).not.toMatch(/[Pp]ause/)
    const seen = await visitor.get(page('/pause'))
    expect(seen.status).toBe(403)
    expect(textOf(seen)).toContain('Code: PauseResumeNotAllowed')
    expect(textOf(await visitor.post(page('/pause'), await shown()))).toContain('Code: PauseResumeNotAllowed')
  })

  it('after a cancellation is refused, with the way to take that back', async () => {
    await visitor.post(page('/cancel'), fieldsOf(await visitor.get(page('/cancel'))))
    const seen = await visitor.post(page('/pause'), await shown())
    expect(seen.status).toBe(409)
    expect(textOf(seen)).toContain('Code: CannotPauseSubscription')
    expect(seen.html).toContain(`action="${page('/reactivate')}"`)
  })
})

describe('a paused subscription', () => {
  beforeEach(paused)

  it('says since when, and what resuming costs today', async () => {
    const text = textOf(await visitor.get(portal()))
    expect(text).toContain('Paused since February 28, 2027. Nothing is charged until you resume it.')
    expect(text).toContain('Resume for $20.00')
  })

  it('is resumed at the amount that the button says', async () => {
    const seen = await visitor.get(page('/resume'))
    expect(textOf(seen)).toContain(
      '$20.00 is charged today. A new period begins today. It renews on May 7, 2027.',
    )
    expect(textOf(seen)).toContain('Pay $20.00 and resume')
    const { html } = await followed(await visitor.post(page('/resume'), fieldsOf(seen)))
    expect(html).toContain('Your subscription runs again. It renews on May 7, 2027.')
    expect(await charged()).toEqual([2000, 2000])
  })

  it('at another amount than was shown stays paused, and the page says what it is now', async () => {
    const seen = await visitor.post(page('/resume'), { agreed_amount: '1900' })
    expect(seen.status).toBe(409)
    expect(textOf(seen)).toContain('Code: QuoteOutdated')
    expect(textOf(seen)).toContain('Pay $20.00 and resume')
    expect(await charged()).toEqual([2000])
  })

  it('that would renew on another day than was shown stays paused', async () => {
    const { agreed_amount, renews_at } = fieldsOf(await visitor.get(page('/resume')))
    world.moveTo(new Date('2027-04-08T12:00:00Z'))
    await visitor.enter(customer_id)
    const seen = await visitor.post(page('/resume'), { agreed_amount: agreed_amount!, renews_at: renews_at! })
    expect(seen.status).toBe(409)
    expect(textOf(seen)).toContain('It renews on May 8, 2027.')
    expect(await charged()).toEqual([2000])
  })

  it('resumed twice is charged once', async () => {
    const fields = fieldsOf(await visitor.get(page('/resume')))
    await visitor.post(page('/resume'), fields)
    expect(textOf(await visitor.post(page('/resume'), fields))).toContain('Code: NotPausedSubscription')
    expect(await charged()).toEqual([2000, 2000])
  })

  it('whose card is refused runs, and leads to paying the open invoice', async () => {
    const { charge } = world.ports.processor
    world.ports.processor.charge = async ({ idempotency_key, amount, currency }) => ({
      status: 'failed',
      payment_id: `py_${idempotency_key}`,
      amount,
      currency,
      decline_code: 'card_declined',
    })
    const answer = await visitor.post(page('/resume'), fieldsOf(await visitor.get(page('/resume'))))
    world.ports.processor.charge = charge
    expect(answer.location).toMatch(/\/orders\/[0-9a-f-]{36}\/pay$/)
    expect((await followed(answer)).html).toContain('but the payment failed')
    expect(await stateNow()).toMatchObject({ status: 'past_due' })
  })

  it('without a card asks for one, and comes back', async () => {
    await world.ports.db
      .updateTable('payment_methods')
      .set({ deleted_at: world.ports.clock.now() })
      .where('customer_id', '=', customer_id)
      .execute()
    const { html } = await visitor.get(page('/resume'))
    expect(html).toContain(encodeURIComponent(`/subscriptions/${subscription.id}/resume`))
    expect(html).not.toContain('and resume')
    expect(textOf(await visitor.post(page('/resume'), { agreed_amount: '2000' }))).toContain(
      'Code: PaymentMethodRequired',
    )
  })

  it('is ended in one step, at once, and costs nothing more', async () => {
    const overview = await visitor.get(portal())
    expect(overview.html).toContain(`href="${page('/cancel')}"`)
    const seen = await visitor.get(page('/cancel'))
    expect(textOf(seen)).toContain('It is paused, so it ends at once. Nothing more will be charged.')
    const { html } = await followed(await visitor.post(page('/cancel'), fieldsOf(seen)))
    expect(html).toContain('Your subscription has ended. Nothing more will be charged.')
    expect(await stateNow()).toMatchObject({ status: 'canceled' })
    expect(await charged()).toEqual([2000])
  })

  it('that was resumed meanwhile is not ended by an old page', async () => {
    const old = fieldsOf(await visitor.get(page('/cancel')))
    await visitor.post(page('/resume'), fieldsOf(await visitor.get(page('/resume'))))
    const seen = await visitor.post(page('/cancel'), old)
    expect(seen.status).toBe(409)
    expect(textOf(seen)).toContain('Nothing was changed. This is what holds now.')
    expect(await stateNow()).toMatchObject({ status: 'active', cancel_at_period_end: false })
  })

  it('can be left, but not resumed, where the seller switched pausing off', async () => {
    await allowPausing(false)
    const { html } = await visitor.get(portal())
    expect(html).not.toContain('/resume')
    expect(html).toContain(`href="${page('/cancel')}"`)
  })

  it('in front of hosted Polar is resumed at the price that it has', async () => {
    visitor = visitorOf(world, portalOf(world, { hosted: true }).handle)
    await visitor.enter(customer_id)
    const seen = await visitor.get(page('/resume'))
    expect(textOf(seen)).toContain('Today you pay $20.00 per month, plus tax where it applies.')
    expect((await followed(await visitor.post(page('/resume'), fieldsOf(seen)))).html).toContain('runs again')
  })
})
