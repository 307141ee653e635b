import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  asksAlways,
  asksWhenAdded,
  checkoutsIn,
  declinedWhenAdded,
  nobody,
  works,
} from '../../../../../test/world/checkouts.ts'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { runDue } from '../../jobs/run-due.ts'
import { UnknownOutcome } from '../../ports/unknown-outcome.ts'
import { deleteCustomer } from '../customers/delete.ts'
import { updateCustomer } from '../customers/update.ts'
import { confirmClientCheckout } from './confirm.ts'
import { updateClientCheckout } from './update.ts'

const berlin = {
  line1: 'Oranienstraße 24',
  line2: null,
  postal_code: '10999',
  city: 'Berlin',
  state: null,
  country: 'DE',
}

let world: World
let solo: string
let email: string
let buyers = 0

beforeAll(async () => {
  world = await openWorld()
  solo = await product('Solo', { usd: 3000 })
})
afterAll(() => world.ports.db.destroy())
beforeEach(() => void (email = `person-${buyers++}@example.com`))

const { product, open: openCheckout, see, pay, goOn, approve } = checkoutsIn(() => world)

interface Buyer {
  customer_id?: string
  customer_email?: string
  customer_billing_name?: string
  customer_billing_address?: typeof berlin
}

const open = (buyer: Buyer, products = [solo]) => openCheckout({ products, ...buyer })

function customerNow(id: string) {
  return world.ports.db.selectFrom('customers').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

async function paidBy(customer_id: string): Promise<number[]> {
  const ledger = await world.ports.processor.ledger()
  return ledger
    .filter((payment) => payment.customer_reference === customer_id && payment.status === 'succeeded')
    .map(({ amount }) => amount)
}

describe('what costs nothing', () => {
  it('is bought without a card, by an order of nothing, and not a second time', async () => {
    const gratis = await product('Gratis', { usd: 0 })
    const checkout = await open({ customer_email: email }, [gratis])
    expect(checkout).toMatchObject({ is_payment_form_required: false, total_amount: 0 })
    const bought = await goOn(checkout)
    expect(bought).toMatchObject({ status: 'succeeded', customer_session_token: expect.any(String) })
    expect(await paidBy(bought.customer_id!)).toEqual([])
    const orders = await world.ports.db
      .selectFrom('orders')
      .select(['status', 'total_amount'])
      .where('customer_id', '=', bought.customer_id)
      .execute()
    expect(orders).toEqual([{ status: 'paid', total_amount: 0 }])
    const again = open({ customer_email: email }, [gratis]).then(goOn)
    await expect(again).rejects.toMatchObject({ error: 'AlreadyActiveSubscriptionError' })
  })

  it('is nothing that has a price', async () => {
    const checkout = await open({ customer_email: email })
    await expect(goOn(checkout)).rejects.toMatchObject({ error: 'PaymentNotReady' })
    expect(await see(checkout)).toMatchObject({ status: 'open', customer_id: null })
  })
})

describe('somebody who only typed the e-mail address of a customer', () => {
  it('gets no session of theirs by paying with a second card after a declined one', async () => {
    await world.addCustomer(email)
    const checkout = await open({ customer_email: email })
    await expect(pay(checkout, declinedWhenAdded)).rejects.toMatchObject({ error: 'PaymentError' })
    expect((await pay(checkout, works)).customer_session_token).toBeNull()
    expect(await see(checkout)).toMatchObject({ status: 'succeeded' })
  })

  it('changes neither their details nor their default card, whatever is typed', async () => {
    const { customer } = await world.addCustomer(email)
    await pay(await open({ customer_id: customer.id }, [await product('Before', { usd: 900 })]), works)
    const before = await customerNow(customer.id)
    const checkout = await open({
      customer_email: email,
      customer_billing_name: 'Mallory',
      customer_billing_address: berlin,
    })
    await expect(pay(checkout, declinedWhenAdded)).rejects.toMatchObject({ error: 'PaymentError' })
    await pay(checkout, works)
    expect(await customerNow(customer.id)).toEqual(before)
  })

  it('is charged what the page showed, by the address that was typed there', async () => {
    const { customer } = await world.addCustomer(email)
    const params = { id: customer.id }
    await updateCustomer(world.ports, world.organization, { params, body: { billing_address: berlin } })
    const abroad = { ...berlin, city: 'Bern', country: 'CH' }
    const checkout = await open({ customer_email: email, customer_billing_address: abroad })
    await pay(checkout, works)
    expect(await paidBy(customer.id)).toEqual([checkout.total_amount])
  })

  it('may correct it after a declined card', async () => {
    await world.addCustomer(email)
    const checkout = await open({ customer_email: email })
    await expect(pay(checkout, declinedWhenAdded)).rejects.toMatchObject({ error: 'PaymentError' })
    const { client_secret } = checkout
    const corrected = await updateClientCheckout(world.ports, nobody, {
      params: { client_secret },
      body: { customer_email: `own-${email}` },
    })
    expect(corrected).toMatchObject({ customer_email: `own-${email}`, customer_id: null })
  })
})

describe('two checkouts for one product', () => {
  it('confirmed at the same moment buy it once', async () => {
    const { customer } = await world.addCustomer(email)
    const checkouts = [await open({ customer_id: customer.id }), await open({ customer_id: customer.id })]
    await Promise.allSettled(checkouts.map((checkout) => pay(checkout, works)))
    expect(await paidBy(customer.id)).toEqual([3000])
  })

  it('buy it once when the first waits at the bank for its card meanwhile', async () => {
    const { customer } = await world.addCustomer(email)
    const first = await open({ customer_id: customer.id })
    await pay(first, asksWhenAdded)
    await pay(await open({ customer_id: customer.id }), works)
    await approve(first)
    await expect(goOn(first)).rejects.toMatchObject({ error: 'AlreadyActiveSubscriptionError' })
    expect(await see(first)).toMatchObject({ status: 'open' })
    expect(await paidBy(customer.id)).toEqual([3000])
  })
})

describe('a checkout that is under way', () => {
  it('loses no payment that waits at the bank to a second card', async () => {
    const { customer } = await world.addCustomer(email)
    const checkout = await open({ customer_id: customer.id })
    await pay(checkout, asksAlways)
    await approve(checkout)
    await goOn(checkout)
    await expect(pay(checkout, works)).rejects.toMatchObject({ error: 'CheckoutLocked' })
    await approve(checkout)
    await goOn(checkout)
    expect(await see(checkout)).toMatchObject({ status: 'succeeded' })
    expect(await paidBy(customer.id)).toEqual([3000])
  })

  it('charges nothing by an answer that came before another one had opened it again', async () => {
    const { customer } = await world.addCustomer(email)
    const checkout = await open({ customer_id: customer.id })
    await pay(checkout, asksWhenAdded)
    await approve(checkout)
    const { setUp, charge } = world.ports.processor
    world.ports.processor.setUp = async (input) => {
      world.ports.processor.setUp = setUp
      world.ports.processor.charge = async ({ amount, currency }) => ({
        status: 'failed',
        amount,
        currency,
        payment_id: `declined-${email}`,
        decline_code: 'card_declined',
      })
      await expect(goOn(checkout)).rejects.toMatchObject({ error: 'PaymentError' })
      world.ports.processor.charge = charge
      return setUp(input)
    }
    await goOn(checkout)
    expect(await see(checkout)).toMatchObject({ status: 'open' })
    expect(await paidBy(customer.id)).toEqual([])
  })

  it('is concluded without its buyer once a lost answer is found', async () => {
    const { customer } = await world.addCustomer(email)
    const checkout = await open({ customer_id: customer.id })
    const { charge } = world.ports.processor
    world.ports.processor.charge = async (input) => {
      await charge(input)
      throw new UnknownOutcome()
    }
    await pay(checkout, works)
    world.ports.processor.charge = charge
    expect(await see(checkout)).toMatchObject({ status: 'confirmed' })
    world.pass(60)
    await runDue(world.ports)
    expect(await see(checkout)).toMatchObject({ status: 'succeeded' })
    expect(await paidBy(customer.id)).toEqual([3000])
  })
})

it('of a customer who was deleted meanwhile is refused by name, and charges nothing', async () => {
  const { customer } = await world.addCustomer(email)
  const checkout = await open({ customer_id: customer.id })
  await deleteCustomer(world.ports, world.organization, { params: { id: customer.id } })
  await expect(pay(checkout)).rejects.toMatchObject({ error: 'CheckoutCustomerDeleted', status: 409 })
  expect(await paidBy(customer.id)).toEqual([])
})

it('of a customer who was deleted while the bank was asked for their card is refused by name, and the card forgotten', async () => {
  const { customer } = await world.addCustomer(email)
  const checkout = await open({ customer_id: customer.id })
  const { setUp } = world.ports.processor
  world.ports.processor.setUp = async (input) => {
    const outcome = await setUp(input)
    await deleteCustomer(world.ports, world.organization, { params: { id: customer.id } })
    return outcome
  }
  await expect(pay(checkout)).rejects.toMatchObject({ error: 'ResourceNotFound' })
  world.ports.processor.setUp = setUp
  const { client_secret } = checkout
  const goOn = confirmClientCheckout(world.ports, nobody, { params: { client_secret }, body: {} })
  await expect(goOn).rejects.toMatchObject({ error: 'CheckoutCustomerDeleted', status: 409 })
  await runDue(world.ports)
  const theirs = world.ports.db.selectFrom('payment_methods').where('customer_id', '=', customer.id)
  const cards = await theirs.selectAll().execute()
  expect(cards).toMatchObject([{ deleted_at: world.ports.clock.now(), detached_at: world.ports.clock.now() }])
})

describe('trying one card after the other', () => {
  it('is stopped for half an hour after six in a minute from one address', async () => {
    const from = { kind: 'anonymous', address: '198.51.100.7' } as const
    const tryCard = async () => {
      const { client_secret } = await open({ customer_email: email })
      const confirmation_token_id = await world.cardToken(declinedWhenAdded)
      const input = { params: { client_secret }, body: { confirmation_token_id } }
      return confirmClientCheckout(world.ports, from, input)
    }
    for (let tries = 0; tries < 6; tries++)
      await expect(tryCard()).rejects.toMatchObject({ error: 'PaymentError' })
    await expect(tryCard()).rejects.toMatchObject({ name: 'TooManyRequests', seconds: 1_800 })
    const { customer } = await world.addCustomer(`other-${email}`)
    await pay(await open({ customer_id: customer.id }))
    expect(await paidBy(customer.id)).toEqual([3000])
    world.pass(1_800)
    await expect(tryCard()).rejects.toMatchObject({ error: 'PaymentError' })
  })
})

it('offers nothing free beside what is paid for', async () => {
  const offered = open({ customer_email: email }, [solo, await product('Free', { usd: 0 })])
  await expect(offered).rejects.toMatchObject({ status: 422 })
})
