import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sellerCalls, type Call } from '../../../../../test/world/call.ts'
import { checkoutsIn } from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import type { CustomerActor } from '../actor.ts'
import { deleteCustomer } from '../customers/delete.ts'
import { updatePortalCustomer } from '../customers/portal.ts'
import { updateOrganization } from '../organizations/update.ts'
import { listReceipts } from '../receipts/get.ts'
import { verifyReceipt } from '../receipts/verify.ts'
import { quotePurchaseWithdrawal, withdrawPurchaseAsQuoted } from './withdraw-purchase.ts'

let world: World
let seller: Call
let guide: string
let actor: CustomerActor
let id: string
let people = 0
const { soldOnce, open, pay, goOn } = checkoutsIn(() => world)
beforeAll(async () => {
  world = await openWorld()
  seller = await sellerCalls(world)
  guide = await soldOnce('Guide', { usd: 5000 })
  const note = { type: 'custom', description: 'The guide', properties: { note: null } }
  const benefit = (await seller('POST', '/v1/benefits/', note)).body.id as string
  await seller('POST', `/v1/products/${guide}/benefits`, { benefits: [benefit] })
})
afterAll(() => world.ports.db.destroy())
beforeEach(async () => {
  world.moveTo(new Date('2027-01-31T12:00:00Z'))
  await updateOrganization(world.ports, world.organization, { body: { default_jurisdiction: 'FR' } })
  actor = (await world.addCustomer(`buyer-${people++}@example.com`)).actor
  await pay(await open({ products: [guide], customer_id: actor.customer_id }))
  id = (await orderNow()).id
})

const orderNow = () =>
  world.ports.db
    .selectFrom('orders')
    .selectAll()
    .where('customer_id', '=', actor.customer_id)
    .executeTakeFirstOrThrow()
const quote = () => quotePurchaseWithdrawal(world.ports, actor, { params: { id } })
const withdraw = (quote_id: string) =>
  withdrawPurchaseAsQuoted(world.ports, actor, { params: { id }, body: { quote_id } })
const receipts = async () => (await listReceipts(world.ports, actor, { query: { order_id: id } })).items
const held = async () =>
  (await seller('GET', `/v1/benefit-grants/?is_granted=true&customer_id=${actor.customer_id}`)).body
    .items as unknown[]
const refundsNow = () =>
  world.ports.db
    .selectFrom('refunds')
    .select(['amount', 'tax_amount', 'status'])
    .where('order_id', '=', id)
    .orderBy('created_at')
    // The clock of this world stands still.
    .orderBy('amount')
    .execute()
const mailsNow = () =>
  world.ports.db
    .selectFrom('emails')
    .select(['dedupe_key', 'subject', 'body'])
    .where('customer_id', '=', actor.customer_id)
    .where('dedupe_key', 'like', 'purchase_withdrawn:%')
    .execute()
const refused = { error: 'WithdrawalNotPossible' }

describe('withdrawing from what was bought once', () => {
  it('gives all of it back, takes what came with it, and gives a receipt that can be checked, also by mail', async () => {
    world.moveTo(new Date('2027-02-13T12:00:00Z'))
    const shown = await quote()
    expect(shown).toMatchObject({
      kind: 'withdrawal',
      ends_at: null,
      refund: { amount: 5000, currency: 'usd' },
      refund_basis: 'full',
      possible_until: new Date('2027-02-15T12:00:00Z'),
    })
    expect(await held()).toHaveLength(1)
    const { order, receipt } = await withdraw(shown.id)
    expect(order).toMatchObject({ status: 'refunded', refunded_amount: 5000 })
    expect(receipt).toMatchObject({
      kind: 'withdrawal',
      order_id: id,
      subscription_id: null,
      product: 'Guide',
      declared_by: 'customer',
      ends_at: new Date('2027-02-13T12:00:00Z'),
    })
    expect(await held()).toEqual([])
    expect(await refundsNow()).toEqual([{ amount: 5000, tax_amount: 0, status: 'succeeded' }])
    const [mail, ...more] = await mailsNow()
    expect(more).toEqual([])
    for (const words of ['Your withdrawal from Guide arrived', '$50.00', 'on its way back', receipt.seal])
      expect(mail!.body).toContain(words)
    const checked = await verifyReceipt(world.ports, { kind: 'anonymous' }, { body: { text: mail!.body } })
    expect(checked).toMatchObject({ standing: 'genuine', says: { sub: id } })
  })

  it('is done once', async () => {
    const shown = await quote()
    const both = await Promise.allSettled([withdraw(shown.id), withdraw(shown.id)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await expect(quote()).rejects.toMatchObject(refused)
    expect(await receipts()).toHaveLength(1)
    expect(await refundsNow()).toHaveLength(1)
  })

  it('gives back what is left where a part went back before, and what was shown before that is not done', async () => {
    const old = await quote()
    await seller('POST', '/v1/refunds/', { order_id: id, reason: 'other', amount: 2000 })
    await expect(withdraw(old.id)).rejects.toMatchObject({ error: 'QuoteOutdated' })
    expect(await held()).toHaveLength(1)
    const shown = await quote()
    expect(shown.refund).toEqual({ amount: 3000, currency: 'usd' })
    await withdraw(shown.id)
    expect((await refundsNow()).map(({ amount }) => amount)).toEqual([2000, 3000])
    expect(await orderNow()).toMatchObject({ status: 'refunded', refunded_amount: 5000 })
    expect(await held()).toEqual([])
  })

  it('takes what came with it also where nothing is left to give back', async () => {
    await seller('POST', '/v1/refunds/', { order_id: id, reason: 'other', amount: 5000 })
    expect(await held()).toHaveLength(1)
    const shown = await quote()
    expect(shown.refund).toBeNull()
    await withdraw(shown.id)
    expect(await held()).toEqual([])
    expect((await mailsNow())[0]!.body).not.toContain('on its way back')
  })

  it('takes back what was free', async () => {
    const gift = await soldOnce('Gift', { usd: 0 })
    actor = (await world.addCustomer(`gifted-${people++}@example.com`)).actor
    await goOn(await open({ products: [gift], customer_id: actor.customer_id }))
    id = (await orderNow()).id
    const { receipt } = await withdraw((await quote()).id)
    expect(receipt).toMatchObject({ product: 'Gift' })
    expect(await refundsNow()).toEqual([])
  })

  it('is not possible after the time, without such a law, as a business, or once it was given up', async () => {
    world.moveTo(new Date('2027-02-15T12:00:00Z'))
    await expect(quote()).rejects.toMatchObject(refused)
    world.moveTo(new Date('2027-02-01T12:00:00Z'))
    await updateOrganization(world.ports, world.organization, { body: { default_jurisdiction: 'US-CA' } })
    await expect(quote()).rejects.toMatchObject(refused)
    await updateOrganization(world.ports, world.organization, { body: { default_jurisdiction: null } })
    expect((await quote()).refund).toMatchObject({ amount: 5000 })
    const paris = {
      line1: '17 rue de la Paix',
      line2: null,
      postal_code: '75002',
      city: 'Paris',
      state: null,
    }
    const billed = (tax_id: string | null) =>
      updatePortalCustomer(world.ports, actor, {
        body: { billing_address: { ...paris, country: 'FR' }, tax_id },
      })
    await billed('FR40303265045')
    await expect(quote()).rejects.toMatchObject(refused)
    await billed(null)
    const consent = { kind: 'waived', text: 'I agree.', given_at: '2027-01-31T11:59:00Z' }
    const path = `/v1/verge/orders/${id}/withdrawal-consents`
    const kept = await seller('POST', path, consent)
    expect(kept).toMatchObject({ status: 201, body: { kind: 'waived' } })
    expect((await seller('POST', path, consent)).body.id).toBe(kept.body.id)
    await expect(quote()).rejects.toMatchObject(refused)
    expect(await held()).toHaveLength(1)
  })

  it('is of what was bought once, and of no invoice of a subscription', async () => {
    const { actor: other } = await world.addCustomer(`runs-${people++}@example.com`, '4242424242424242')
    await world.subscribe(other.customer_id)
    actor = other
    id = (await orderNow()).id
    await expect(quote()).rejects.toMatchObject(refused)
    const consent = { kind: 'waived', text: 'I agree.', given_at: '2027-01-31T11:59:00Z' }
    const told = await seller('POST', `/v1/verge/orders/${id}/withdrawal-consents`, consent)
    expect(told.body.error).toBe('BadRequest')
  })

  it('is forgotten with the customer, whose receipt is told genuine all the same', async () => {
    const { receipt } = await withdraw((await quote()).id)
    const { customer_id } = actor
    await deleteCustomer(world.ports, world.organization, {
      params: { id: customer_id },
      query: { anonymize: true },
    })
    expect(await receipts()).toEqual([])
    const body = { text: receipt.seal }
    const checked = await verifyReceipt(world.ports, { kind: 'anonymous' }, { body })
    expect(checked.standing).toBe('genuine')
  })
})
