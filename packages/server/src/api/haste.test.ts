import { expect, it } from 'vitest'
import { accessToken } from '../../../../test/world/product.ts'
import { openWorld } from '../../../../test/world/open.ts'
import { createCustomerSession } from '../operations/customer-sessions/create.ts'
import { createThrottle } from '../operations/limits/throttle.ts'
import { createApi } from './api.ts'

const start = new Date('2027-01-31T12:00:00Z')

it('answers haste with 429 and when to come back, and guesses at tokens too, before it looks at them', async () => {
  const world = await openWorld()
  const api = createApi(world.ports, { report: () => {}, throttle: createThrottle({ now: () => start }) })
  const ask = (token: string) =>
    api(
      new Request('http://localhost:4000/v1/customer-portal/customers/me', {
        headers: { authorization: `Bearer ${token}` },
      }),
      { address: '198.51.100.1' },
    )
  const { customer } = await world.addCustomer('ada@example.com')
  const body = { customer_id: customer.id }
  const { token } = await createCustomerSession(world.ports, world.organization, { body })
  for (let times = 0; times < 100; times++) expect((await ask(token)).status).toBe(200)
  const hasty = await ask(token)
  expect([hasty.status, hasty.headers.get('retry-after')]).toEqual([429, '1'])
  for (let times = 0; times < 61; times++) expect((await ask(`polar_cst_${times}`)).status).toBe(401)
  expect((await ask('polar_cst_guess')).status).toBe(429)
  expect((await ask(accessToken)).status).toBe(429)
  await world.ports.db.destroy()
})
