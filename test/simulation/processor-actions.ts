import { receiveProcessorEvent } from '@verge/server/operations/processor-events/receive'
import { createRefund } from '@verge/server/operations/refunds/create'
import type { Chance } from './chance.ts'
import type { Maker, Simulated } from './world.ts'

/** What happens to money after it was paid, and what the processor tells of it: late, twice, in any order, or never. */
export const processorMakers: readonly Maker[] = [
  async function givesBack(world, chance) {
    const orders = await world.ports.db
      .selectFrom('orders')
      .select(['id', 'net_amount', 'subscription_id'])
      .where('status', 'in', ['paid', 'partially_refunded'])
      .where('net_amount', '>', 0)
      .orderBy('id')
      .execute()
    if (orders.length === 0) return null
    const { id: order_id, net_amount, subscription_id } = chance.pick(orders)
    const amount = chance.happens(0.3) ? net_amount : 1 + chance.below(net_amount)
    // What came with a subscription goes with the subscription alone.
    const revoke_benefits = subscription_id === null && chance.happens(0.5)
    const body = { order_id, amount, reason: 'other', revoke_benefits, metadata: {} } as const
    return { name: `gives ${amount} back`, run: (ports) => createRefund(ports, world.seller, { body }) }
  },

  async function givesBackByHand(world, chance) {
    const payment_id = await anyPayment(world, chance)
    const amount = 1 + chance.below(3_000)
    const run = payment_id && (() => world.ports.processor.refundByHand({ payment_id, amount }))
    return run ? { name: `gives ${amount} back at the processor`, run } : null
  },

  async function isDisputed(world, chance) {
    const payment_id = chance.happens(0.3) ? await anyPayment(world, chance) : null
    if (!payment_id || (await world.ports.processor.lookUp({ payment_id }))!.dispute) return null
    // Its bank takes one dispute up, however often it is asked to.
    const run = async () => {
      if (!(await world.ports.processor.lookUp({ payment_id }))!.dispute)
        await world.ports.processor.openDispute({ payment_id, reason: 'fraudulent' }).catch(() => {})
    }
    return { name: 'disputes a payment', run }
  },

  async function isDecided(world, chance) {
    const payment_id = await anyPayment(world, chance)
    if (!payment_id || !(await world.ports.processor.lookUp({ payment_id }))!.dispute) return null
    const won = chance.happens(0.6)
    return {
      name: won ? 'a dispute is won' : 'a dispute is lost',
      run: () => world.ports.processor.closeDispute({ payment_id, won }),
    }
  },

  async function isTold(world, chance) {
    const events = await world.ports.processor.told()
    if (events.length === 0) return null
    const event = chance.pick(events)
    return { name: `hears of ${event.type}`, run: (ports) => receiveProcessorEvent(ports, event) }
  },
]

async function anyPayment(world: Simulated, chance: Chance): Promise<string | null> {
  const payments = (await world.ports.processor.ledger()).filter(({ status }) => status === 'succeeded')
  return payments.length > 0 ? chance.pick(payments).id : null
}

/** In the end a processor that is heard again tells what was missed. */
export async function hearAll({ ports }: Simulated): Promise<void> {
  for (const event of await ports.processor.told()) await receiveProcessorEvent(ports, event)
}
