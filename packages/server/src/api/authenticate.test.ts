import { expect, it } from 'vitest'
import { openWorld } from '../../../../test/world/open.ts'
import { createCustomerSession } from '../operations/customer-sessions/create.ts'
import { createApi } from './api.ts'
import type { Known } from './authenticate.ts'

async function signedIn() {
  const world = await openWorld()
  const { customer } = await world.addCustomer('ann@example.com')
  const body = { customer_id: customer.id }
  const { token } = await createCustomerSession(world.ports, world.organization, { body })
  const api = createApi(world.ports, { report: ({ error }) => expect.unreachable(String(error)) })
  const ask = async (known: Known, method: 'GET' | 'PATCH' = 'GET') => {
    const request = new Request(`${world.ports.publicUrl}/v1/customer-portal/customers/me`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(method === 'PATCH' && { body: '{}' }),
    })
    return (await api(request, { known })).status
  }
  const revoke = () =>
    world.ports.db.updateTable('customer_sessions').set({ revoked_at: world.ports.clock.now() }).execute()
  return { ask, revoke }
}

it('looks a token up once for all that a visit reads, and anew for the next visit', async () => {
  const { ask, revoke } = await signedIn()
  const visit: Known = new Map()
  expect(await ask(visit)).toBe(200)
  await revoke()
  expect(await ask(visit)).toBe(200)
  expect(await ask(new Map())).toBe(401)
})

it('goes by nothing that it knew where something is to be changed, nor after that', async () => {
  const { ask, revoke } = await signedIn()
  const visit: Known = new Map()
  expect(await ask(visit)).toBe(200)
  await revoke()
  expect(await ask(visit, 'PATCH')).toBe(401)
  expect(await ask(visit)).toBe(401)
})
