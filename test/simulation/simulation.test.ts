import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '@verge/server/ports/ports'
import type { SandboxProcessor } from '@verge/server/ports/sandbox-processor'
import { openMemoryBooks } from '../world/open.ts'
import { simulate, SimulationFailure } from './simulate.ts'

const seeds = Number(process.env.SIMULATIONS ?? 12)
let database: Database
beforeAll(async () => void (database = await openMemoryBooks()))
afterAll(() => database.destroy())

type Planted = (processor: SandboxProcessor) => SandboxProcessor

/** Defects put in on purpose: looking at the books has to find each of them. */
const defects: Record<string, Planted> = {
  'a charge that forgets its idempotency key': (processor) => {
    let calls = 0
    return {
      ...processor,
      charge: (input) =>
        processor.charge({ ...input, idempotency_key: `${input.idempotency_key} ${calls++}` }),
    }
  },
  'a charge of a cent more that is told as it was asked for': (processor) => ({
    ...processor,
    charge: async (input) => {
      const charged = await processor.charge({ ...input, amount: input.amount + 1 })
      return { ...charged, amount: input.amount }
    },
  }),
  'a refund that is made twice': (processor) => {
    let calls = 0
    return {
      ...processor,
      refund: async (input) => {
        await processor.refund({ ...input, idempotency_key: `${input.idempotency_key} ${calls++}` })
        return processor.refund(input)
      },
    }
  },
  'a success that took no money': (processor) => ({
    ...processor,
    charge: async ({ idempotency_key, amount, currency }) => ({
      status: 'succeeded',
      payment_id: `py_of_${idempotency_key}`,
      amount,
      currency,
    }),
  }),
  'money that is never given back': (processor) => ({
    ...processor,
    refund: async ({ idempotency_key }) => ({ status: 'succeeded', refund_id: `re_of_${idempotency_key}` }),
  }),
}

describe('the simulation finds', () => {
  it.each(Object.entries(defects))(
    '%s',
    async (_name, planted) => {
      const found = async () => {
        for (let seed = 1; seed <= 40; seed++) await simulate(database, seed, 150, planted)
      }
      await expect(found()).rejects.toThrow(SimulationFailure)
    },
    120_000,
  )
})

describe('whatever customers do, and whatever goes wrong meanwhile', () => {
  it.each(Array.from({ length: seeds }, (_, index) => index + 1))(
    'the books are right after every step of simulation %i',
    async (seed) => {
      const { steps } = await simulate(database, seed, 100)
      expect(steps).toBe(100)
    },
  )

  it('goes the same way twice from the same seed', async () => {
    const [one, other] = [await simulate(database, 77, 60), await simulate(database, 77, 60)]
    expect(one.hash).toBe(other.hash)
  })
})
