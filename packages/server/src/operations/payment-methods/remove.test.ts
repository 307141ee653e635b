import { beforeEach, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { runDue } from '../../jobs/run-due.ts'
import { UnknownOutcome } from '../../ports/unknown-outcome.ts'
import { deleteCustomer } from '../customers/delete.ts'
import { deletePaymentMethod } from './delete.ts'

let world: World
let customer_id: string
let kept: string
let removed: string
let remove: () => Promise<void>

/** Ada has two cards and pays by none of them. */
beforeEach(async () => {
  world = await openWorld()
  const { actor } = await world.addCustomer('ada@example.com')
  customer_id = actor.customer_id
  kept = await world.addCard(customer_id, '4242424242424242')
  removed = await world.addCard(customer_id, '4242424242424242')
  remove = () => deletePaymentMethod(world.ports, actor, { params: { id: removed } })
})

/** Those of our cards that the processor has on record. */
async function attached(): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT payment_methods.id FROM payment_methods
    JOIN sandbox_processor.cards AS card ON card.id = processor_id WHERE card.detached_at IS NULL
  `.execute(world.ports.db)
  return rows.map(({ id }) => id)
}

const worker = { name: 'a worker', told() {} }

describe('a card that was removed', () => {
  it('is forgotten by the processor, and no other with it', async () => {
    await remove()
    expect(await attached()).toContain(removed)
    await runDue(world.ports)
    expect(await attached()).toEqual([kept])
  })

  it('is removed also where the processor does not answer, and forgotten once it does', async () => {
    const { detach } = world.ports.processor
    world.ports.processor.detach = () => Promise.reject(new UnknownOutcome('no answer'))
    await remove()
    await runDue(world.ports, worker)
    expect(await attached()).toContain(removed)
    world.ports.processor.detach = detach
    world.pass(3_600)
    await runDue(world.ports, worker)
    expect(await attached()).toEqual([kept])
  })

  it('is asked about no more once it is forgotten, also where its worker dies at the next one', async () => {
    const { detach } = world.ports.processor
    let asked = 0
    world.ports.processor.detach = async (input) => {
      if (++asked === 2) throw new Error('its worker dies')
      return detach(input)
    }
    const input = { params: { id: customer_id } }
    await deleteCustomer(world.ports, world.organization, input)
    await expect(runDue(world.ports)).rejects.toThrow('its worker dies')
    const due = world.ports.db.selectFrom('due_work').select('subject_id').where('kind', '=', 'card_removal')
    expect((await due.execute()).map(({ subject_id }) => subject_id)).toEqual(await attached())
  })
})

describe('the cards of a deleted customer', () => {
  it('are forgotten by the processor, all of them', async () => {
    const input = { params: { id: customer_id }, query: { anonymize: true } }
    await deleteCustomer(world.ports, world.organization, input)
    await runDue(world.ports)
    expect(await attached()).toEqual([])
  })
})
