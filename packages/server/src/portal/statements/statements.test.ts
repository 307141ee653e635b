import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { advanceClock } from '../../jobs/run-due.ts'
import { setDefaultPaymentMethod } from '../../operations/payment-methods/set-default.ts'
import { createProduct } from '../../operations/products/create.ts'
import { giveSubscription } from '../../operations/subscriptions/give.ts'
import { carryOutStatement, listStatements } from '../../operations/statements/for-seller.ts'
import { checkoutsIn } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { portalOf, textOf, visitorOf, type Seen, type Visitor } from '../../../../../test/world/visitor.ts'

let world: World
let visitor: Visitor
let email: string
let customer_id: string
let id: string
let people = 0
beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  world.moveTo(new Date('2027-01-31T12:00:00Z'))
  email = `leaver-${++people}@example.com`
  customer_id = (await world.addCustomer(email, '4242424242424242')).customer.id
  id = (await world.subscribe(customer_id)).id
  visitor = visitorOf(world, portalOf(world, { address: `198.51.100.${people}` }).handle)
})

const free = { amount_type: 'fixed', price_amount: 0, price_currency: 'usd' } as const
const keyOn = ({ html }: Seen) => /name="key" value="([^"]+)"/.exec(html)![1]!
async function declare(path = 'cancel', more: Record<string, string> = {}): Promise<Seen> {
  const key = keyOn(await visitor.get(`/verge/${path}`))
  return visitor.post(`/verge/${path}`, {
    key,
    name: 'Ada',
    email,
    contract: 'Pro',
    when: 'soonest',
    ...more,
  })
}
async function mailTo(recipient: string): Promise<string> {
  const { body } = await world.ports.db
    .selectFrom('emails')
    .select('body')
    .where('recipient', '=', recipient)
    .where('dedupe_key', 'like', 'leaving_statement:%')
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
  return body
}
const linkIn = (mail: string) => new URL(/http:\S+confirm\?token=\S+/.exec(mail)![0])
async function open(link: URL, more: Record<string, string> = {}): Promise<Seen> {
  return visitor.post(link.pathname, { token: link.searchParams.get('token')!, ...more })
}
const stateNow = () =>
  world.ports.db.selectFrom('subscriptions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const statements = async () =>
  (await listStatements(world.ports, world.organization, { query: { limit: 100 } })).items

describe('cancelling without signing in', () => {
  it('is confirmed at once with its time, here and by mail, and ends it with the period once the address is proven', async () => {
    const seen = await declare()
    expect(textOf(seen)).toContain('It arrived on January 31, 2027 at 12:00:00 PM UTC.')
    expect(await stateNow()).toMatchObject({ cancel_at_period_end: false })
    const mail = await mailTo(email)
    for (const words of [
      'This declaration arrived at Verge on January 31, 2027 at 12:00:00 PM UTC',
      'Cancel a contract',
      'Which contract: Pro',
      'When it is to end: As soon as possible',
    ])
      expect(mail).toContain(words)
    expect(textOf(await visitor.post('/verge/verify', { receipt: mail }))).toContain(
      'This receipt is genuine',
    )
    const link = linkIn(mail)
    expect((await visitor.get(link.pathname + link.search)).headers.get('referrer-policy')).toBe(
      'strict-origin',
    )
    expect(await stateNow()).toMatchObject({ cancel_at_period_end: false })
    expect(textOf(await open(link))).toContain(
      'Your cancellation of Pro arrived, and the contract ends on February 28, 2027.',
    )
    expect(await stateNow()).toMatchObject({ cancel_at_period_end: true })
    // Opened again it says the same, and does nothing more.
    expect(textOf(await open(link))).toContain('Your cancellation of Pro arrived')
  })

  it('is confirmed by a mail in the language of the page', async () => {
    await declare('cancel?locale=ja')
    const mail = await mailTo(email)
    expect(mail).toContain('この申し出は2027年1月31日')
    expect(mail).toContain('対象の契約：Pro')
    expect(linkIn(mail).pathname).toBe('/verge/cancel/confirm')
  })

  it('answers in the same way for an address that nobody has', async () => {
    const told = ({ html }: Seen, address: string) =>
      textOf({ html } as Seen)
        .replaceAll(address, '')
        .replace(/[0-9a-f-]{36}/g, '')
    const known = await declare()
    const unknown = await declare('cancel', { email: `nobody-${people}@example.com` })
    expect(unknown.status).toBe(known.status)
    expect(told(unknown, `nobody-${people}@example.com`)).toBe(told(known, email))
    const link = linkIn(await mailTo(`nobody-${people}@example.com`))
    expect(textOf(await open(link))).toContain('The seller has your declaration')
  })

  it('counts from its arrival: what renewed afterwards is ended and given back', async () => {
    world.moveTo(new Date('2027-02-20T12:00:00Z'))
    await declare()
    await advanceClock(world.ports, (date) => world.moveTo(date), new Date('2027-03-02T12:00:00Z'))
    expect(textOf(await open(linkIn(await mailTo(email))))).toContain(
      'Your cancellation of Pro arrived, and the contract ended on March 2, 2027.',
    )
    expect(await stateNow()).toMatchObject({ status: 'canceled' })
    const refunds = await world.ports.db
      .selectFrom('refunds')
      .select(['amount', 'status'])
      .where('customer_id', '=', customer_id)
      .execute()
    expect(refunds).toEqual([{ amount: 2000, status: 'succeeded' }])
  })

  it('ends it at once where a renewal is not paid, and what is open is not collected any more', async () => {
    const fails = await world.addCard(customer_id, '4000000000000341')
    const { organization_id } = world.organization
    const actor = { kind: 'customer', organization_id, customer_id, session_id: customer_id } as const
    await setDefaultPaymentMethod(world.ports, actor, fails)
    await advanceClock(world.ports, (date) => world.moveTo(date), new Date('2027-03-01T12:00:00Z'))
    const before = (await world.ports.processor.ledger()).length
    await declare()
    expect(textOf(await open(linkIn(await mailTo(email))))).toContain(
      'the contract ended on March 1, 2027. Nothing further will be charged, nor what was still open.',
    )
    expect(await stateNow()).toMatchObject({ status: 'canceled', ended_at: world.ports.clock.now() })
    const orders = await world.ports.db
      .selectFrom('orders')
      .select(['status', 'next_payment_attempt_at'])
      .where('subscription_id', '=', id)
      .orderBy('created_at')
      .execute()
    expect(orders).toMatchObject([{ status: 'paid' }, { status: 'void', next_payment_attempt_at: null }])
    expect(await world.ports.processor.ledger()).toHaveLength(before)
  })

  it('says what is missing, keeps what was typed, and takes nothing down', async () => {
    const before = (await statements()).length
    const seen = await declare('cancel', { name: '', email: 'x', when: 'day', day: 'soon' })
    expect(seen.status).toBe(422)
    for (const words of ['Please write your name.', 'Choose a day']) expect(textOf(seen)).toContain(words)
    expect(seen.html).toContain('value="Pro"')
    expect(await statements()).toHaveLength(before)
  })

  it('that is sent twice is one declaration, and one mail', async () => {
    const key = keyOn(await visitor.get('/verge/cancel'))
    const form = { key, name: 'Ada', email, contract: 'Pro' }
    const before = (await statements()).length
    const [first, second] = [
      await visitor.post('/verge/cancel', form),
      await visitor.post('/verge/cancel', form),
    ]
    expect(second.html).toBe(first.html)
    expect(await statements()).toHaveLength(before + 1)
  })

  it('is asked for often is told to wait, and no other site may ask', async () => {
    for (let times = 0; times < 5; times++) await declare()
    expect(await declare()).toMatchObject({ status: 429 })
    expect(await visitor.post('/verge/cancel', {}, 'cross-site')).toMatchObject({ status: 403 })
    expect(await open(new URL('http://localhost:4000/verge/cancel/confirm?token=polar_lst_x'))).toMatchObject(
      {
        status: 410,
      },
    )
  })

  it('asks which one is meant where several could be, and a person where it is to end much later', async () => {
    const { customer } = await world.addCustomer(`two-${people}@example.com`, '4242424242424242')
    email = `two-${people}@example.com`
    const first = await world.subscribe(customer.id)
    const { id: product_id } = await createProduct(world.ports, world.organization, {
      body: { name: 'Studio', visibility: 'public', recurring_interval: 'month', prices: [free] },
    })
    const second = await giveSubscription(world.ports, world.organization, {
      body: { product_id, customer_id: customer.id },
    })
    await declare('cancel', { contract: 'my plan' })
    const link = linkIn(await mailTo(email))
    const choosing = await open(link)
    expect(choosing.html).toContain(`value="${first.id}"`)
    expect(textOf(await open(link, { choosing: 'yes' }))).toContain('Choose one first.')
    expect(textOf(await open(link, { contract_id: second.id }))).toContain(
      'Your cancellation of Studio arrived',
    )
    world.pass(1)
    await declare('cancel', { contract: first.id, when: 'day', day: '2028-01-01' })
    expect(textOf(await open(linkIn(await mailTo(email))))).toContain('The seller has your declaration')
    const waiting = (await statements()).find((one) => one.email === email && !one.carried_out_at)
    const input = { params: { id: waiting!.id }, body: { subscription_id: first.id } }
    expect(await carryOutStatement(world.ports, world.organization, input)).toMatchObject({
      subscription_id: first.id,
      carried_out_at: world.ports.clock.now(),
    })
    await expect(carryOutStatement(world.ports, world.organization, input)).rejects.toMatchObject({
      error: 'ResourceUnavailable',
    })
  })
})

describe('withdrawing without signing in', () => {
  it('ends it at once and gives the money back, as of its arrival', async () => {
    world.moveTo(new Date('2027-02-14T12:00:00Z'))
    await declare('withdraw')
    world.moveTo(new Date('2027-02-20T12:00:00Z'))
    expect(textOf(await open(linkIn(await mailTo(email))))).toContain('Receipt of withdrawal')
    expect(await stateNow()).toMatchObject({ status: 'canceled' })
  })

  it('too late is looked at by a person, and changes nothing', async () => {
    world.moveTo(new Date('2027-02-20T12:00:00Z'))
    await declare('withdraw')
    expect(textOf(await open(linkIn(await mailTo(email))))).toContain('The seller has your declaration')
    expect(await stateNow()).toMatchObject({ status: 'active' })
  })
})

describe('withdrawing from what was bought once, without signing in', () => {
  const { soldOnce, open: offer, pay } = checkoutsIn(() => world)
  let guide: string
  beforeAll(async () => void (guide = await soldOnce('Guide', { usd: 5000 })))

  async function buy(): Promise<string> {
    await pay(await offer({ products: [guide], customer_id }))
    return (await orders()).at(-1)!.id
  }
  const orders = () =>
    world.ports.db
      .selectFrom('orders')
      .selectAll()
      .where('customer_id', '=', customer_id)
      .where('billing_reason', '=', 'purchase')
      .orderBy('invoice_sequence')
      .execute()

  it('gives the money back as of its arrival, once the address is proven', async () => {
    const order_id = await buy()
    world.moveTo(new Date('2027-02-15T11:00:00Z'))
    await declare('withdraw', { contract: 'guide' })
    world.moveTo(new Date('2027-02-20T12:00:00Z'))
    const link = linkIn(await mailTo(email))
    for (const seen of [await open(link), await open(link)])
      expect(textOf(seen)).toContain('Your withdrawal from Guide arrived')
    expect(await orders()).toMatchObject([{ id: order_id, status: 'refunded' }])
    expect(await stateNow()).toMatchObject({ status: 'active' })
    const done = (await statements()).find((one) => one.email === email)
    expect(done).toMatchObject({ order_id, subscription_id: null, receipt_id: expect.any(String) })
  })

  it('asks which one is meant, and offers no purchase to whoever cancels', async () => {
    const first = await buy()
    const second = await buy()
    await declare('withdraw', { contract: 'what I bought' })
    const link = linkIn(await mailTo(email))
    const { html } = await open(link)
    for (const one of [id, first, second]) expect(html).toContain(`value="${one}"`)
    expect(textOf(await open(link, { contract_id: second }))).toContain('Your withdrawal from Guide arrived')
    expect((await orders()).map(({ status }) => status)).toEqual(['paid', 'refunded'])
    world.pass(1)
    await declare('cancel', { contract: 'what I bought' })
    expect(textOf(await open(linkIn(await mailTo(email))))).toContain('Your cancellation of Pro arrived')
  })

  it('is by its invoice’s number where that is named', async () => {
    await buy()
    await buy()
    const [, named] = await orders()
    await declare('withdraw', { contract: `Invoice ${named!.invoice_number}` })
    await open(linkIn(await mailTo(email)))
    expect((await orders()).map(({ status }) => status)).toEqual(['paid', 'refunded'])
  })

  it('is carried out by the seller, who knows what is meant, and never as a cancellation', async () => {
    const order_id = await buy()
    const carryOut = async () => {
      const found = (await statements()).find((one) => one.email === email && !one.carried_out_at)!
      return carryOutStatement(world.ports, world.organization, {
        params: { id: found.id },
        body: { order_id },
      })
    }
    await declare('cancel')
    await expect(carryOut()).rejects.toMatchObject({ error: 'WithdrawalNotPossible' })
    await open(linkIn(await mailTo(email)))
    world.pass(1)
    await declare('withdraw', { contract: 'neither' })
    expect(await carryOut()).toMatchObject({ order_id, receipt_id: expect.any(String) })
    expect(await orders()).toMatchObject([{ status: 'refunded' }])
  })
})

describe('the way there', () => {
  it('is on the sign-in page and at the foot of every page, with the buttons that the law names', async () => {
    for (const path of ['/verge/portal/sign-in', '/verge/verify', '/verge/cancel'])
      expect(textOf(await visitor.get(path))).toContain('Cancel contracts here')
    const german = await visitor.get('/verge/cancel?locale=de')
    for (const words of ['Verträge hier kündigen', 'Jetzt kündigen', 'Vertrag hier widerrufen'])
      expect(textOf(german)).toContain(words)
    expect(german.html).not.toContain('type="password"')
  })
})
