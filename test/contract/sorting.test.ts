import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { operations } from '@verge/polar/contract/operations'
import type { Gate } from '@verge/polar/contract/operation'
import { customerCalls, sellerCalls, type Call } from '../world/call.ts'
import { openWorld, type World } from '../world/open.ts'

let world: World
let ids: Record<string, string>
let callers: Partial<Record<Gate, Call>>
beforeAll(async () => {
  world = await openWorld()
  const { customer } = await world.addCustomer('ada@example.com')
  ids = { id: customer.id, external_id: 'ada@example.com' }
  const own = await customerCalls(world, customer.id)
  callers = { organization: await sellerCalls(world), customer: own, billing: own }
})
afterAll(() => world.ports.db.destroy())

const criteriaOf = (query: z.ZodType | undefined) => {
  const { sorting } = query instanceof z.ZodObject ? (query.shape as Record<string, z.ZodType>) : {}
  return sorting ? (sorting as z.ZodOptional<z.ZodArray<z.ZodEnum>>).unwrap().element.options : []
}

const sortable = operations
  .filter(({ gate, query }) => gate !== 'team' && criteriaOf(query).length > 0)
  .map((one) => ({ ...one, criteria: criteriaOf(one.query) }))

describe('a list', () => {
  it.each(sortable)('is sorted by all that it says: $path', async ({ gate, path, criteria }) => {
    const address = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name]!))
    for (const criterion of criteria) {
      const { status, body } = await callers[gate]!('GET', `${address}?sorting=${String(criterion)}`)
      expect([criterion, status, body]).toEqual([
        criterion,
        200,
        expect.objectContaining({ items: expect.any(Array) }),
      ])
    }
    const all = criteria.map((criterion) => `sorting=${String(criterion)}`).join('&')
    expect((await callers[gate]!('GET', `${address}?${all}`)).status).toBe(200)
  })
})
