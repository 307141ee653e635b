import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDocuments } from '../../documents/documents.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { fieldsOf, portalOf, textOf, visitorOf, type Visitor } from '../../../../../test/world/visitor.ts'

let world: World
let visitor: Visitor
let subscription: SubscriptionRow
let people = 0
beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  world.moveTo(new Date('2027-01-31T12:00:00Z'))
  const { customer } = await world.addCustomer(`guest-${people++}@example.com`, '4242424242424242')
  subscription = await world.subscribe(customer.id)
  visitor = visitorOf(world, portalOf(world).handle)
  await visitor.enter(customer.id)
})

const page = (path = '') => `/verge/portal/subscriptions/${subscription.id}${path}`
const cancel = async () => visitor.post(page('/cancel'), fieldsOf(await visitor.get(page('/cancel'))))
async function receiptAddress(): Promise<string> {
  const { html } = await visitor.get(page())
  return /href="(\/verge\/portal\/receipts\/[^"]+)"/.exec(html)![1]!
}
const stranger = () => visitorOf(world, portalOf(world).handle)

describe('the page that cancels', () => {
  it('says the end, that nothing more is charged, what is refunded and until when it can be undone, above the button', async () => {
    const { html } = await visitor.get(page('/cancel'))
    const [above, below] = html.split('<button class="danger">')
    for (const words of [
      'You keep access until February 28, 2027.',
      'Nothing more will be charged.',
      'Nothing is refunded: what you have paid for stays yours until then.',
      'You can take the cancellation back until February 28, 2027.',
    ])
      expect(above).toContain(words)
    // Offers stand beside the button, after it in the page; nothing asks why beforehand.
    expect(below).toContain('Pause it instead')
    expect(above).not.toMatch(/Pause it instead|name="reason"/)
  })

  it('that is no longer true does nothing, and is shown anew', async () => {
    const old = fieldsOf(await visitor.get(page('/cancel')))
    await cancel()
    await visitor.post(page('/reactivate'), fieldsOf(await visitor.get(page())))
    const seen = await visitor.post(page('/cancel'), old)
    expect(seen.status).toBe(409)
    expect(textOf(seen)).toContain('Nothing was changed. This is what holds now.')
    expect(await visitor.post(page('/cancel'), fieldsOf(seen))).toMatchObject({ status: 303 })
  })
})

describe('a receipt', () => {
  it('is shown, downloaded as text and for programs, and each is told genuine to anybody', async () => {
    await cancel()
    const address = await receiptAddress()
    expect(textOf(await visitor.get(address))).toContain('the contract ends on February 28, 2027')
    for (const file of ['receipt.txt', 'receipt.json']) {
      const { html: receipt, headers } = await visitor.get(`${address}/${file}`)
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="receipt-of-cancellation-/)
      const seen = await stranger().post('/verge/verify', { receipt })
      expect(textOf(seen)).toContain('This receipt is genuine')
      expect(textOf(seen)).toContain('It has not been taken back.')
    }
    expect((await visitor.get(`${address}/receipt.pdf`)).html).toBe('%PDF-')
  })

  it('that is asked for too often is not drawn, and the page says that nothing was changed', async () => {
    await cancel()
    const address = await receiptAddress()
    const openDocument = createDocuments(world.ports)
    const { handle, faults } = portalOf(world, { openDocument })
    const hasty = visitorOf(world, handle)
    await hasty.enter(subscription.customer_id)
    for (let times = 0; times < 10; times++)
      expect((await hasty.get(`${address}/receipt.pdf`)).status).toBe(200)
    const seen = await hasty.get(`${address}/receipt.pdf`)
    expect(seen.status).toBe(429)
    expect(textOf(seen)).toContain('Nothing was changed. Please try again in a moment.')
    expect(seen.html).toContain('Code: TooManyRequests')
    expect(faults).toEqual([])
  })

  it('of a cancellation that was taken back says so, here and where it is checked', async () => {
    await cancel()
    const address = await receiptAddress()
    const { html: receipt } = await visitor.get(`${address}/receipt.txt`)
    await visitor.post(page('/reactivate'), fieldsOf(await visitor.get(page())))
    expect(textOf(await visitor.get(address))).toContain('This cancellation was taken back')
    expect(textOf(await stranger().post('/verge/verify', { receipt }))).toContain(
      'The cancellation was taken back on January 31, 2027',
    )
  })

  it('is not shown to whoever is signed out, and no page of another site may ask', async () => {
    await cancel()
    const address = await receiptAddress()
    expect(await stranger().get(address)).toMatchObject({ status: 303 })
    expect(await stranger().post('/verge/verify', { receipt: 'x' }, 'cross-site')).toMatchObject({
      status: 403,
    })
    expect(await stranger().post('/verge/verify', {})).toMatchObject({ status: 422 })
  })

  it('is checked with keys that stand at a known address', async () => {
    const { html, headers } = await stranger().get('/verge/.well-known/jwks.json')
    expect(JSON.parse(html)).toMatchObject({ keys: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }] })
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(await stranger().get('/nobody/.well-known/jwks.json')).toMatchObject({ status: 404 })
  })
})

describe('the page that withdraws', () => {
  it('says what ends and what goes back, does it once confirmed, and leads to the receipt', async () => {
    expect((await visitor.get(page())).html).toContain(`href="${page('/withdraw')}"`)
    const seen = await visitor.get(page('/withdraw'))
    const [above] = seen.html.split('<button class="danger">Confirm withdrawal')
    expect(above).toContain('All that you paid goes back to you: $20.00.')
    expect(above).toContain('end at once')
    const { location } = await visitor.post(page('/withdraw'), fieldsOf(seen))
    const receipt = textOf(await visitor.get(location!))
    expect(receipt).toContain('$20.00 is on its way back to you.')
    expect(receipt).toContain('Receipt of withdrawal')
  })

  it('is there as long as the right is', async () => {
    world.moveTo(new Date('2027-02-15T12:00:00Z'))
    await visitor.enter(subscription.customer_id)
    const { status, html } = await visitor.get(page())
    expect(status).toBe(200)
    expect(html).not.toContain(page('/withdraw'))
    expect(await visitor.get(page('/withdraw'))).toMatchObject({ status: 409 })
  })
})
