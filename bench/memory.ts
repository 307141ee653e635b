import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  cancelCustomerSubscription,
  listCustomerSubscriptions,
  updateCustomerSubscription,
} from '@verge/polar/contract/subscriptions'
import { createPolar } from '@verge/polar/client'
import { rounded, type Benchmark } from './benchmark.ts'

const minutes = Number(process.env.BENCH_MINUTES ?? 60)
const parameters = { minutes, requests_per_second: 20, of_them_mutations: '1 in 4', warm_up_minutes: 5 }

/** Whether the product's memory stays level under an even load of pages and changes. Resident memory, in MiB. */
export const memory: Benchmark = {
  name: 'memory',
  parameters,
  async run({ url, overviewUrl, signIn, buy, pid }) {
    const session = async () => ({
      cookie: await signIn(),
      polar: createPolar({ fetch: (request) => fetch(request), baseUrl: url, token: await buy(1) }),
    })
    let { cookie, polar } = await session()
    const { id } = (await polar.call(listCustomerSubscriptions, {})).items[0]!
    const samples: number[] = []
    let asked = 0
    for (let minute = 0; minute < minutes; minute++) {
      // A customer session lives an hour.
      if (minute % 30 === 29) ({ cookie, polar } = await session())
      const ends = performance.now() + 60_000
      while (performance.now() < ends) {
        const started = performance.now()
        if (asked % 4 === 3) await change(polar, id, asked % 8 === 3)
        else await page(overviewUrl, cookie)
        asked++
        await sleep(Math.max(0, 1000 / parameters.requests_per_second - (performance.now() - started)))
      }
      samples.push(residentMiB(pid))
    }
    const settled = samples.slice(Math.min(parameters.warm_up_minutes, samples.length - 1))
    const [first, last] = [settled[0]!, settled.at(-1)!]
    return {
      'the product without its database': {
        requests: asked,
        'MiB after warm-up': first,
        'MiB at the end': last,
        'MiB at most': Math.max(...settled),
        'growth %': rounded(((last - first) / first) * 100, 1),
      },
    }
  },
}

async function page(url: string, cookie: string): Promise<void> {
  const answer = await fetch(url, { headers: { cookie } })
  await answer.text()
  if (!answer.ok) throw new Error(`The overview answered ${answer.status}`)
}

async function change(polar: ReturnType<typeof createPolar>, id: string, cancels: boolean): Promise<void> {
  const params = { id }
  if (cancels) await polar.call(cancelCustomerSubscription, { params })
  else await polar.call(updateCustomerSubscription, { params, body: { cancel_at_period_end: false } })
}

function residentMiB(pid: number): number {
  const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')
  return Math.round((Number(pages) * 4096) / 2 ** 20)
}
