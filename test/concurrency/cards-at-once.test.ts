import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '@verge/polar/refusals'
import { runDue } from '@verge/server/jobs/run-due'
import type { CustomerActor } from '@verge/server/operations/actor'
import { deletePaymentMethod } from '@verge/server/operations/payment-methods/delete'
import { setDefaultPaymentMethod } from '@verge/server/operations/payment-methods/set-default'
import { passPeriodEnd } from '@verge/server/operations/subscriptions/pass-period-end'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'

let world: StoredWorld

beforeAll(async () => void (world = await openStoredWorld()))
afterAll(() => world.close())

interface Payer {
  actor: CustomerActor
  id: string
  first: string
  second: string
}

async function payer(name: string): Promise<Payer> {
  world.moveTo(new Date('2027-01-31T12:00:00Z'))
  const { actor } = await world.addCustomer(`${name}@example.com`, '4242424242424242')
  const { id, payment_method_id } = await world.subscribe(actor.customer_id)
  const second = await world.addCard(actor.customer_id, '4242424242424242')
  return { actor, id, first: payment_method_id!, second }
}

async function cardsOf({ actor, id }: Payer) {
  const { default_payment_method_id } = await world.ports.db
    .selectFrom('customers')
    .select('default_payment_method_id')
    .where('id', '=', actor.customer_id)
    .executeTakeFirstOrThrow()
  const { payment_method_id } = await world.ports.db
    .selectFrom('subscriptions')
    .select('payment_method_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { default_payment_method_id, payment_method_id }
}

describe('two cards made the default at once', () => {
  it('leave one of them the default, and every subscription pays with that one', async () => {
    const people: Payer[] = []
    for (let number = 0; number < 15; number++) people.push(await payer(`chooser-${number}`))
    await Promise.all(
      people.flatMap(({ actor, first, second }) => [
        setDefaultPaymentMethod(world.ports, actor, first),
        setDefaultPaymentMethod(world.ports, actor, second),
      ]),
    )
    for (const one of people) {
      const { default_payment_method_id, payment_method_id } = await cardsOf(one)
      expect([one.first, one.second]).toContain(default_payment_method_id)
      expect(payment_method_id).toBe(default_payment_method_id)
    }
  })
})

describe('removing a card while a charge of it is on its way', () => {
  /** The renewal's charge has left, and its answer waits for `land`. */
  async function inFlight(one: Payer) {
    world.moveTo(new Date('2027-02-28T12:00:00Z'))
    const { charge } = world.ports.processor
    let land!: () => void
    const landing = new Promise<void>((done) => (land = done))
    let leave!: () => void
    const left = new Promise<void>((done) => (leave = done))
    world.ports.processor.charge = async (input) => {
      leave()
      await landing
      return charge(input)
    }
    const renewing = passPeriodEnd(world.ports, one.id)
    await left
    world.ports.processor.charge = charge
    return { land, renewing }
  }

  it('is refused in words, and works when the payment has settled', async () => {
    const one = await payer('remover')
    const { land, renewing } = await inFlight(one)
    const remove = () => deletePaymentMethod(world.ports, one.actor, { params: { id: one.first } })
    await expect(remove()).rejects.toMatchObject({ error: 'PaymentAlreadyInProgress', status: 409 })
    land()
    await renewing
    await remove()
    expect(await cardsOf(one)).toMatchObject({ payment_method_id: one.second })
    const charges = (await world.ports.processor.ledger()).filter(
      (payment) => payment.customer_reference === one.actor.customer_id,
    )
    expect(charges.map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
  })

  it('leaves the other card free to go', async () => {
    const one = await payer('tidy')
    const { land, renewing } = await inFlight(one)
    await deletePaymentMethod(world.ports, one.actor, { params: { id: one.second } })
    land()
    await renewing
    expect(await cardsOf(one)).toMatchObject({ payment_method_id: one.first })
  })

  it('at the very same moment removes no card that is being charged, and never the last one', async () => {
    const people: Payer[] = []
    for (let number = 0; number < 15; number++) people.push(await payer(`both-${number}`))
    world.moveTo(new Date('2027-02-28T12:00:00Z'))
    const outcomes = await Promise.allSettled(
      people.flatMap(({ actor, id, first, second }) => [
        deletePaymentMethod(world.ports, actor, { params: { id: first } }),
        passPeriodEnd(world.ports, id),
        deletePaymentMethod(world.ports, actor, { params: { id: second } }),
      ]),
    )
    const broken = outcomes.filter((one) => one.status === 'rejected' && !(one.reason instanceof Refusal))
    expect(broken).toEqual([])
    await runDue(world.ports)
    for (const one of people) {
      const { payment_method_id } = await cardsOf(one)
      const { deleted_at } = await world.ports.db
        .selectFrom('payment_methods')
        .select('deleted_at')
        .where('id', '=', payment_method_id!)
        .executeTakeFirstOrThrow()
      expect(deleted_at).toBeNull()
      const payments = (await world.ports.processor.ledger()).filter(
        (payment) => payment.customer_reference === one.actor.customer_id,
      )
      expect(payments.map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
    }
  })
})
