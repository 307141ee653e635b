import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { timestamp } from '@verge/polar/contract/values'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { createCheckout } from '../checkouts/create.ts'
import { getClientCheckout } from '../checkouts/get.ts'
import { createCustomerSession } from './create.ts'
import { resolveToken } from './resolve.ts'

let world: World
beforeEach(async () => void (world = await openWorld()))
afterEach(() => world.ports.db.destroy())

const justBefore = (date: Date) => new Date(date.getTime() - 1)

describe('what expires', () => {
  it('has expired at its very instant: a customer session', async () => {
    const { customer } = await world.addCustomer('ada@example.com')
    const body = { customer_id: customer.id }
    const { token, expires_at } = await createCustomerSession(world.ports, world.organization, { body })
    world.moveTo(justBefore(expires_at))
    expect(await resolveToken(world.ports, token)).toMatchObject({ kind: 'customer' })
    world.moveTo(expires_at)
    expect(await resolveToken(world.ports, token)).toBeNull()
  })

  it('has expired at its very instant: a checkout', async () => {
    const { id } = await world.ports.db.selectFrom('products').select('id').executeTakeFirstOrThrow()
    const { client_secret, expires_at } = await createCheckout(world.ports, world.organization, {
      body: { products: [id], allow_trial: true, allow_discount_codes: true, require_billing_address: false },
    })
    const look = () => getClientCheckout(world.ports, { kind: 'anonymous' }, { params: { client_secret } })
    world.moveTo(justBefore(expires_at))
    expect(await look()).toMatchObject({ status: 'open' })
    world.moveTo(expires_at)
    await expect(look()).rejects.toMatchObject({ error: 'ExpiredCheckoutError' })
  })
})

describe('an instant', () => {
  it.each(['2026-12-31T23:59:60Z', '2026-02-30T00:00:00Z', '2026-12-31T24:00:00Z', '2026-12-31T23:59:59'])(
    'that no clock shows is refused: %s',
    (text) => {
      expect(z.safeDecode(timestamp, text).success).toBe(false)
    },
  )
})
