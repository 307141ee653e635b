import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { revokeSubscription } from '@verge/server/operations/subscriptions/revoke'
import { customerCalls, type Call } from '../world/call.ts'
import { openStoredWorld, type StoredWorld } from '../world/stored.ts'

let world: StoredWorld

beforeAll(async () => void (world = await openStoredWorld()))
afterAll(() => world.close())

const key = 'one-decision-of-one-customer'

async function ended(name: string): Promise<{ customer_id: string; path: string; call: Call }> {
  const { actor } = await world.addCustomer(`${name}@example.com`, '4242424242424242')
  const { id } = await world.subscribe(actor.customer_id)
  await revokeSubscription(world.ports, world.organization, { params: { id } })
  const call = await customerCalls(world, actor.customer_id)
  const path = `/v1/verge/subscriptions/${id}/resubscribe`
  return { customer_id: actor.customer_id, path, call }
}

const chargesOf = async (customer_id: string) =>
  (await world.ports.processor.ledger()).filter((payment) => payment.customer_reference === customer_id)
    .length

describe('the same idempotency key', () => {
  it('at the same moment buys once, and everybody is told the same', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, (_, index) => ended(`same-${index}`)))
    for (const { customer_id, path, call } of people) {
      const body = { agreed_amount: 2000, idempotency_key: key }
      const answers = await Promise.all(Array.from({ length: 4 }, () => call('POST', path, body)))
      expect(answers.map(({ status }) => status)).toEqual(Array(4).fill(answers[0]!.status))
      expect(answers.map((answer) => answer.body)).toEqual(Array(4).fill(answers[0]!.body))
      expect(answers[0]!.body).toMatchObject({ status: 'succeeded', error: null })
      expect(await chargesOf(customer_id)).toBe(2)
    }
  })

  it('with another amount is refused, and charges nothing', async () => {
    const { customer_id, path, call } = await ended('other-amount')
    const first = await call('POST', path, { agreed_amount: 2000, idempotency_key: key })
    expect(first.body).toMatchObject({ status: 'succeeded' })
    const second = await call('POST', path, { agreed_amount: 1, idempotency_key: key })
    expect(second.status).toBe(422)
    expect(second.body.detail).toMatchObject([{ loc: ['body', 'idempotency_key'] }])
    expect(await chargesOf(customer_id)).toBe(2)
  })

  it('for another subscription is refused, and charges nothing', async () => {
    const { customer_id, path, call } = await ended('other-subscription')
    const bought = await call('POST', path, { agreed_amount: 2000, idempotency_key: key })
    const other = String(bought.body.subscription_id)
    await revokeSubscription(world.ports, world.organization, { params: { id: other } })
    const otherPath = `/v1/verge/subscriptions/${other}/resubscribe`
    const { status } = await call('POST', otherPath, { agreed_amount: 2000, idempotency_key: key })
    expect(status).toBe(422)
    expect(await chargesOf(customer_id)).toBe(2)
  })
})
