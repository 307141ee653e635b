import { expect, it } from 'vitest'
import { openWorld } from '../../../../../test/world/open.ts'
import { applyChange } from '../apply-change.ts'
import { updatePortalCustomer } from './portal.ts'

/** Behaviour 36, which nobody can bring about from outside. */
it('a tax id on record that is bad by now hinders nobody who changes their name alone', async () => {
  const { ports, addCustomer } = await openWorld()
  const { customer, actor } = await addCustomer('ada@example.com')
  const billing_address = { line1: null, line2: null, postal_code: null, city: null, state: null }
  const set = {
    billing_address: JSON.stringify({ ...billing_address, country: 'DE' }),
    tax_id: JSON.stringify(['DE1', 'eu_vat']),
  }
  const cause = { actor: 'test', operation: 'test.prepare' }
  await ports.db
    .transaction()
    .execute((tx) =>
      applyChange(tx, ports, 'customers', customer, { set, events: ['customer.updated'] }, cause),
    )
  const update = (body: Parameters<typeof updatePortalCustomer>[2]['body']) =>
    updatePortalCustomer(ports, actor, { body })
  expect(await update({ billing_name: 'Ada GmbH' })).toMatchObject({
    billing_name: 'Ada GmbH',
    tax_id: ['DE1', 'eu_vat'],
  })
  const moved = update({ billing_address: { ...billing_address, country: 'FR' } })
  await expect(moved).rejects.toMatchObject({ status: 422 })
})
