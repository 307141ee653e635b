import { cpus } from 'node:os'
import {
  cancelCustomerSubscription,
  listCustomerSubscriptions,
  updateCustomerSubscription,
} from '@verge/polar/contract/subscriptions'
import { createPolar } from '@verge/polar/client'
import { percentile, rounded, type Benchmark, type Figures } from './benchmark.ts'
import { secondsBelow, secondsOf } from './processor-time.ts'

const parameters = { customers: 64, warm_up_seconds: 5, seconds: 20, product_cores: 1 }

/** Cancellations and their taking back, each with its audit entry, event and mail, over HTTP by the customers themselves. */
export const mutations: Benchmark = {
  name: 'mutations',
  parameters,
  async run({ url, buy, pid, postgresPid, moveTo }) {
    const customers: ReturnType<typeof createPolar>[] = []
    for (let number = 1; number <= parameters.customers; number++)
      customers.push(
        createPolar({ fetch: (request) => fetch(request), baseUrl: url, token: await buy(number) }),
      )
    const ids = await Promise.all(
      customers.map(async (polar) => (await polar.call(listCustomerSubscriptions, {})).items[0]!.id),
    )

    const used = () => ({
      verge: secondsOf(pid),
      postgres: secondsBelow(postgresPid),
      callers: process.cpuUsage(),
    })

    /** So many customers at once, each changing their own subscription again and again. */
    async function load(callers: number, seconds: number): Promise<Figures> {
      const times: number[] = []
      const until = performance.now() + seconds * 1000
      const before = used()
      await Promise.all(
        Array.from({ length: callers }, async (_, caller) => {
          const polar = customers[caller]!
          const params = { id: ids[caller]! }
          const timed = async (call: Promise<unknown>, started = performance.now()) => {
            await call
            times.push(performance.now() - started)
          }
          while (performance.now() < until) {
            await timed(polar.call(cancelCustomerSubscription, { params }))
            await timed(
              polar.call(updateCustomerSubscription, { params, body: { cancel_at_period_end: false } }),
            )
          }
        }),
      )
      const after = used()
      const { user, system } = process.cpuUsage(before.callers)
      const each = (milliseconds: number) => rounded(milliseconds / times.length)
      return {
        mutations: times.length,
        'per second': rounded(times.length / seconds, 1),
        'p50 ms': rounded(percentile(times, 0.5)),
        'p99 ms': rounded(percentile(times, 0.99)),
        // What limits the figure: a core has 1,000 of these in a second.
        "Verge's ms of a core": each((after.verge - before.verge) * 1000),
        "PostgreSQL's ms of a core": each((after.postgres - before.postgres) * 1000),
        "the callers' ms of a core": each((user + system) / 1000),
      }
    }

    await load(8, parameters.warm_up_seconds)
    const figures = {
      'one customer at a time': await load(1, parameters.seconds),
      'eight customers at once': await load(8, parameters.seconds),
      'sixty-four customers at once': await load(64, parameters.seconds),
    }
    const all = `0-${cpus().length - 1}`
    moveTo(all)
    try {
      return { ...figures, 'sixty-four, and every core for all': await load(64, parameters.seconds) }
    } finally {
      moveTo('0')
    }
  },
}
