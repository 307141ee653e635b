import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { runDue } from '../../jobs/run-due.ts'
import { getPortalCustomer, updatePortalCustomer } from '../customers/portal.ts'
import { deleteCustomer } from '../customers/delete.ts'
import { addPaymentMethod } from './add.ts'

let world: World
beforeAll(async () => void (world = await openWorld()))
afterAll(() => world.ports.db.destroy())

it('charges renewals to the card that the customer made the default, not to the one they bought with', async () => {
  const { customer, actor } = await world.addCustomer('changes@example.com', '4242424242424242')
  const { current_period_end } = await world.subscribe(customer.id)
  const token = await world.ports.processor.createConfirmationToken({
    number: '4000000000009995',
    exp_month: 1,
    exp_year: 2035,
  })
  await addPaymentMethod(world.ports, actor, {
    body: { confirmation_token_id: token!.id, set_default: true, return_url: '/' },
  })
  world.moveTo(current_period_end)
  await runDue(world.ports)
  const last = (await world.ports.processor.ledger()).at(-1)!
  expect(last).toMatchObject({ status: 'failed', decline_code: 'insufficient_funds' })
})

it('changes nothing at all where the card is not theirs', async () => {
  const { customer, actor } = await world.addCustomer('halfway@example.com')
  const body = { billing_name: 'Somebody else', default_payment_method_id: world.ports.ids.uuid() }
  await expect(updatePortalCustomer(world.ports, actor, { body })).rejects.toMatchObject({ status: 422 })
  expect((await getPortalCustomer(world.ports, actor)).billing_name).toBe(customer.name)
})

it('saves no card of a customer who is deleted meanwhile, but as one to be forgotten', async () => {
  const { actor } = await world.addCustomer('gone@example.com')
  const confirmation_token_id = await world.cardToken('4242424242424242')
  await deleteCustomer(world.ports, world.organization, { params: { id: actor.customer_id } })
  const body = { confirmation_token_id, set_default: false, return_url: '/' }
  await expect(addPaymentMethod(world.ports, actor, { body })).rejects.toMatchObject({ status: 404 })
  const saved = world.ports.db.selectFrom('payment_methods').where('customer_id', '=', actor.customer_id)
  expect(await saved.selectAll().execute()).toMatchObject([{ deleted_at: world.ports.clock.now() }])
})
