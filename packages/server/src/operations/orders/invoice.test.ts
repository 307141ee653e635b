import { beforeEach, describe, expect, it } from 'vitest'
import { checkoutsIn } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { createDocuments } from '../../documents/documents.ts'
import type { InvoiceData, ReceiptData } from '../../ports/invoice-documents.ts'
import type { CustomerActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { updateCustomerOrder } from './update.ts'
import { generateInvoice, getInvoice } from './invoice.ts'
import { getReceipt } from './receipt.ts'

const address = {
  line1: '17 rue de la Paix',
  line2: null,
  postal_code: '75002',
  city: 'Paris',
  state: null,
  country: 'FR',
}

let world: World
let actor: CustomerActor
let id: string
/** What the documents were asked to say, newest last. */
let invoices: InvoiceData[]
let receipts: ReceiptData[]

beforeEach(async () => {
  world = await openWorld()
  const { documents } = world.ports
  invoices = []
  receipts = []
  world.ports.documents = {
    ...documents,
    invoice: (data) => documents.invoice((invoices.push(data), data)),
    receipt: (data) => documents.receipt((receipts.push(data), data)),
  }
  actor = (await world.addCustomer('ada@example.com', '4242424242424242')).actor
  const subscription = await world.subscribe(actor.customer_id)
  const order = await world.ports.db
    .selectFrom('orders')
    .select('id')
    .where('subscription_id', '=', subscription.id)
    .executeTakeFirstOrThrow()
  id = order.id
})

const correct = (body: { billing_name?: string; billing_address?: typeof address }) =>
  updateCustomerOrder(world.ports, actor, { params: { id }, body })
const generate = () => generateInvoice(world.ports, actor, { params: { id } })
const link = async () => (await getInvoice(world.ports, actor, { params: { id } })).url
const receiptLink = async () => (await getReceipt(world.ports, actor, { params: { id } })).url
const open = (url: string, method = 'GET') => createDocuments(world.ports)(new Request(url, { method }))
const revisions = () => world.ports.db.selectFrom('invoices').selectAll().orderBy('revision').execute()
const setOrder = (set: object) =>
  world.ports.db.transaction().execute(async (tx) => {
    const order = await tx.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    const cause = { actor: 'test', operation: 'test.prepare' }
    await applyChange(tx, world.ports, 'orders', order, { set, events: ['order.updated'] }, cause)
  })

describe('an invoice', () => {
  it('needs a name and an address, and does not exist before it was generated', async () => {
    await expect(generate()).rejects.toMatchObject({ error: 'MissingInvoiceBillingDetails', status: 422 })
    await correct({ billing_name: 'Ada Lovelace', billing_address: address })
    await expect(link()).rejects.toMatchObject({ error: 'InvoiceDoesNotExist', status: 404 })
    await generate()
    expect(await link()).toContain(`http://localhost:4000/documents/invoice/${id}?expires=`)
  })

  it('of a withdrawn order is refused, of an open one it says that it is due', async () => {
    await correct({ billing_name: 'Ada Lovelace', billing_address: address })
    await setOrder({ status: 'pending', paid_at: null })
    await generate()
    await open(await link())
    expect(invoices.at(-1)).toMatchObject({ paid_at: null, due_amount: 2000 })
    await setOrder({ status: 'void' })
    await expect(generate()).rejects.toMatchObject({ error: 'OrderNotEligibleForInvoice', status: 409 })
  })

  it('keeps what it said until it is generated again, and then names the customer anew and the seller as before', async () => {
    await correct({ billing_name: 'Ada Lovelace', billing_address: address })
    await generate()
    await generate()
    expect(await revisions()).toHaveLength(1)
    const url = await link()
    await correct({ billing_name: 'Analytical Engines SARL' })
    await world.ports.db.updateTable('organizations').set({ legal_name: 'Verge Holding' }).execute()
    await open(url)
    await generate()
    await open(url)
    expect(invoices.map(({ customer, seller }) => [customer.name, seller.name])).toEqual([
      ['Ada Lovelace', 'Verge GmbH'],
      ['Analytical Engines SARL', 'Verge GmbH'],
    ])
    expect(invoices[1]!.number).toBe(invoices[0]!.number)
    await expect(world.ports.db.deleteFrom('invoices').execute()).rejects.toThrow('append-only')
  })

  it('says that a business in another member state owes the tax itself', async () => {
    await correct({ billing_name: 'Analytical Engines SARL', billing_address: address })
    await setOrder({ customer_tax_id: JSON.stringify(['FR40303265045', 'eu_vat']) })
    await generate()
    await open(await link())
    expect(invoices[0]).toMatchObject({
      reverse_charge: true,
      tax_rate: null,
      customer: { tax_id: ['FR40303265045', 'eu_vat'] },
    })
  })

  it('of what was bought once names no period, and so does its receipt', async () => {
    const { soldOnce, open: offer, pay } = checkoutsIn(() => world)
    const products = [await soldOnce('Guide', { usd: 5000 })]
    const shown = { customer_billing_name: 'Ada Lovelace', customer_billing_address: address }
    await pay(await offer({ products, customer_id: actor.customer_id, ...shown }))
    const order = await world.ports.db
      .selectFrom('orders')
      .select('id')
      .where('billing_reason', '=', 'purchase')
      .executeTakeFirstOrThrow()
    id = order.id
    await generate()
    for (const url of [await link(), await receiptLink()]) expect((await open(url)).status).toBe(200)
    const lines = [{ label: 'Guide', amount: 5000, start_timestamp: null, end_timestamp: null }]
    expect(invoices.at(-1)).toMatchObject({ period_start: null, period_end: null, lines, due_amount: 6000 })
    expect(receipts.at(-1)).toMatchObject({ lines, due_amount: 6000, card: { last4: '4242' } })
  })

  it('generated by two at once is one', async () => {
    await correct({ billing_name: 'Ada Lovelace', billing_address: address })
    await Promise.all([generate(), generate()])
    expect(await revisions()).toHaveLength(1)
  })
})

describe('the link to a document', () => {
  it('opens a PDF that is named after its number and kept by nobody on the way', async () => {
    await correct({ billing_name: 'Ada Lovelace', billing_address: address })
    await generate()
    const answer = await open(await link())
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': expect.stringMatching(/^inline; filename="VERGE-[A-Z]{8}-0001\.pdf"$/),
      'cache-control': 'private, no-store',
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
    expect(answer.headers.get('content-length')).toBe(String(bytes.length))
  })

  it('is over after ten minutes, in words', async () => {
    const url = await receiptLink()
    world.moveTo(new Date('2027-01-31T12:09:59Z'))
    expect((await open(url)).status).toBe(200)
    world.moveTo(new Date('2027-01-31T12:10:00Z'))
    const answer = await open(url)
    expect(answer.status).toBe(410)
    expect(await answer.text()).toContain('expired')
  })

  it.each([
    ['prolonged', (url: string) => url.replace(/expires=\d+/, 'expires=99999999999')],
    ['turned to the other document', (url: string) => url.replace('/receipt/', '/invoice/')],
    ['turned to another order', (url: string) => url.replace(/[0-9a-f]{8}-/, '00000000-')],
    ['without a signature', (url: string) => url.replace(/&signature=.*/, '')],
    ['with another signature', (url: string) => url.replace(/signature=./, 'signature=!')],
    ['to a place that is none', (url: string) => url.replace('/receipt/', '/contract/')],
  ])('%s opens nothing', async (_, altered) => {
    await correct({ billing_name: 'Ada Lovelace', billing_address: address })
    await generate()
    const answer = await open(altered(await receiptLink()))
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('does not open anything')
  })

  it('answers HEAD without a body, and changes nothing by a POST', async () => {
    const url = await receiptLink()
    const head = await open(url, 'HEAD')
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect((await open(url, 'POST')).status).toBe(405)
  })
})

describe('documents of one customer', () => {
  it('are drawn ten times a minute, whichever they are, and then it is said when to come again', async () => {
    await correct({ billing_name: 'Ada Lovelace', billing_address: address })
    await generate()
    const links = [await link(), await receiptLink()]
    for (let times = 0; times < 10; times++) expect((await open(links[times % 2]!)).status).toBe(200)
    const answer = await open(links[0]!)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '60'])
    expect(await answer.json()).toEqual({
      error: 'TooManyRequests',
      detail: expect.stringContaining('Nothing was done. Try again in 60 seconds.'),
    })
    expect(invoices.length + receipts.length).toBe(10)
    world.pass(60)
    expect((await open(links[0]!)).status).toBe(200)
  })

  it('leave those of another customer alone, and links that open nothing are not counted', async () => {
    const url = await receiptLink()
    for (let times = 0; times < 20; times++) await open(url.replace(/signature=./, 'signature=!'))
    for (let times = 0; times < 11; times++) await open(url)
    const other = (await world.addCustomer('bob@example.com', '4242424242424242')).actor
    await world.subscribe(other.customer_id)
    const order = await world.ports.db
      .selectFrom('orders')
      .select('id')
      .where('customer_id', '=', other.customer_id)
      .executeTakeFirstOrThrow()
    const theirs = await getReceipt(world.ports, other, { params: { id: order.id } })
    expect([(await open(url)).status, (await open(theirs.url)).status]).toEqual([429, 200])
  })
})

describe('a receipt', () => {
  it('tells what was paid with which card', async () => {
    await open(await receiptLink())
    expect(receipts[0]).toMatchObject({
      number: expect.stringMatching(/^RCPT-[A-Z]{8}-0001$/),
      due_amount: 2000,
      card: { brand: 'visa', last4: '4242' },
      customer: { name: 'ada@example.com', address: null },
    })
  })

  it('of an order that nobody paid does not exist', async () => {
    await setOrder({ status: 'pending', paid_at: null, receipt_number: null })
    await expect(receiptLink()).rejects.toMatchObject({ error: 'ReceiptNotAllocated', status: 404 })
  })
})
