import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runDue } from '@verge/server/jobs/run-due'
import { updateCustomer } from '@verge/server/operations/customers/update'
import { createWebhookEndpoint } from '@verge/server/operations/webhooks/create'
import {
  deleteWebhookEndpoint,
  resetWebhookSecret,
  updateWebhookEndpoint,
} from '@verge/server/operations/webhooks/update'
import { clearSandbox } from '@verge/server/sandbox/clear'
import { openWorld, type World } from '../world/open.ts'
import { openStoredBooks, type StoredBooks } from '../world/stored.ts'

let books: StoredBooks
let world: World
beforeAll(async () => void (books = await openStoredBooks()))
afterAll(() => books.close())
beforeEach(async () => {
  await clearSandbox(books.db)
  world = await openWorld({ database: books.db })
})

const events = ['customer.created' as const, 'customer.updated' as const]
async function listen(url: string) {
  const body = { url, format: 'raw' as const, events }
  return createWebhookEndpoint(world.ports, world.organization, { body })
}
const told = (trouble: { error: unknown }) => {
  throw trouble.error
}
/** Two processes, each with several who send, until nothing is left. */
async function sendAll(until: () => boolean): Promise<void> {
  const couriers = [0, 1, 2, 3].map(async (number) => {
    const ports = number % 2 ? { ...world.ports, db: books.elsewhere } : world.ports
    const worker = { name: `courier ${number}`, share: 'webhooks' as const, told }
    while (!until() || (await runDue(ports, worker)) > 0) {
      await runDue(ports, worker)
      await sleep(5)
    }
  })
  await Promise.all(couriers)
}
const people = 12
const changes = 5

/** Everybody's name changes, each one's in order and all at the same time. */
async function rename(): Promise<void> {
  const one = async (number: number) => {
    const { customer } = await world.addCustomer(`person-${number}@example.com`)
    for (let version = 1; version <= changes; version++) {
      const body = { name: `Version ${version}` }
      await updateCustomer(world.ports, world.organization, { params: { id: customer.id }, body })
    }
  }
  await Promise.all(Array.from({ length: people }, (_, number) => one(number)))
}
const heardAt = (host: string) => world.ports.webhooks.heard.filter(({ url }) => url.includes(host))

async function whileTheySend(run: () => Promise<void>): Promise<void> {
  let isOver = false
  const sending = sendAll(() => isOver)
  try {
    await run()
  } finally {
    isOver = true
    await sending
  }
  // What waited for another's turn.
  world.pass(600)
  await runDue(world.ports, { name: 'last', told })
}

describe('several who send at once', () => {
  it('tell each endpoint everything once, and of each customer in the order in which it happened', async () => {
    await listen('https://one.example.com/')
    await listen('https://two.example.com/')
    world.ports.webhooks.answer(async ({ url }) => {
      await sleep(url.includes('two') ? 3 : 0)
      return 200
    })
    await whileTheySend(rename)
    for (const host of ['one', 'two']) {
      const heard = heardAt(host)
      expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length)
      const byCustomer = Map.groupBy(heard, ({ data }) => data.id)
      expect(byCustomer.size).toBe(people)
      for (const one of byCustomer.values())
        expect(one.map(({ data }) => data.name)).toEqual([
          null,
          ...Array.from({ length: changes }, (_, number) => `Version ${number + 1}`),
        ])
    }
    expect(await books.db.selectFrom('due_work').selectAll().where('kind', '=', 'webhook').execute()).toEqual(
      [],
    )
  }, 60_000)

  it('tell nobody at a new address anything that is signed with an old secret, and nobody who was deleted', async () => {
    const moving = await listen('https://moving-0.example.com/')
    const leaving = await listen('https://leaving.example.com/')
    await listen('https://staying.example.com/')
    const pairs = new Set([`${moving.url} ${moving.secret}`])
    let heardMost = Number.POSITIVE_INFINITY
    world.ports.webhooks.answer(async () => {
      await sleep(1)
      return 200
    })
    await whileTheySend(async () => {
      const move = async () => {
        for (let number = 1; number <= 15; number++) {
          await sleep(10)
          const params = { id: moving.id }
          // Both at once, and one after the other: each pair that stood there at some time is right, and no other.
          const url = `https://moving-${number}.example.com/`
          const secret = `a secret of the seller, number ${number} of fifteen`
          const body = number % 2 ? { url, secret } : { url }
          const moved = await updateWebhookEndpoint(world.ports, world.organization, { params, body })
          pairs.add(`${moved.url} ${moved.secret}`)
          const reset = await resetWebhookSecret(world.ports, world.organization, { params })
          pairs.add(`${reset.url} ${reset.secret}`)
        }
      }
      const leave = async () => {
        await sleep(80)
        await deleteWebhookEndpoint(world.ports, world.organization, { params: { id: leaving.id } })
        // One may be on its way.
        heardMost = heardAt('leaving').length + 1
      }
      await Promise.all([rename(), move(), leave()])
    })
    for (const { url, secrets } of heardAt('moving'))
      for (const secret of secrets) expect(pairs).toContain(`${url} ${secret}`)
    const ids = (host: string) => new Set(heardAt(host).map(({ id }) => id)).size
    expect(ids('moving')).toBe(people * (changes + 1))
    expect(ids('staying')).toBe(people * (changes + 1))
    expect(heardAt('leaving').length).toBeLessThanOrEqual(heardMost)
    const left = books.db.selectFrom('webhook_events').selectAll().where('next_attempt_at', 'is not', null)
    expect(await left.execute()).toEqual([])
  }, 60_000)
})
