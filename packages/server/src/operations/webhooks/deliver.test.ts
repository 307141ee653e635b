import { beforeEach, describe, expect, it } from 'vitest'
import { webhookEventType, type WebhookEventType } from '@verge/polar/contract/webhooks'
import { openWorld, type World } from '../../../../../test/world/open.ts'
import { advanceClock, runDue, type Trouble } from '../../jobs/run-due.ts'
import { insertCustomer } from '../customers/create.ts'
import { updateCustomer } from '../customers/update.ts'
import { repairDueWork } from '../due-work/repair.ts'
import { cancelSubscription, uncancelSubscription } from '../subscriptions/cancel.ts'
import { deletePaymentMethod } from '../payment-methods/delete.ts'
import { explainCancellation } from '../subscriptions/explain-cancellation.ts'
import { updateCustomerSubscription, updateSubscription } from '../subscriptions/update.ts'
import { revokeSubscription } from '../subscriptions/revoke.ts'
import { archiveWebhookEvents } from './archive.ts'
import { createWebhookEndpoint } from './create.ts'
import { listWebhookDeliveries } from './deliveries.ts'
import { getWebhookEndpoint } from './get.ts'
import { redeliverWebhookEvent } from './redeliver.ts'
import {
  deleteWebhookEndpoint,
  forgetPreviousSecrets,
  resetWebhookSecret,
  updateWebhookEndpoint,
} from './update.ts'

const begin = new Date('2027-01-31T12:00:00Z')
const renewal = new Date('2027-02-28T12:00:00Z')
const card = '4242424242424242'
let world: World
beforeEach(async () => void (world = await openWorld()))

const everything = webhookEventType.options
const heard = () => world.ports.webhooks.heard
const types = () => heard().map(({ type }) => type)

async function listen(
  events: readonly WebhookEventType[] = everything,
  url = 'https://app.example.com/hook',
): Promise<string> {
  const body = { url, events: [...events], format: 'raw' as const }
  return (await createWebhookEndpoint(world.ports, world.organization, { body })).id
}

async function happen(email = 'ada@example.com'): Promise<string> {
  const { customer } = await world.addCustomer(email, card)
  return customer.id
}
const send = () => runDue(world.ports)
const until = (date: Date) => advanceClock(world.ports, world.moveTo, date)
const events = () => world.ports.db.selectFrom('webhook_events').selectAll().orderBy('position').execute()
const endpoint = (id: string) => getWebhookEndpoint(world.ports, world.organization, { params: { id } })
const update = (id: string, body: Parameters<typeof updateWebhookEndpoint>[2]['body']) =>
  updateWebhookEndpoint(world.ports, world.organization, { params: { id }, body })
const redeliver = (id: string) => redeliverWebhookEvent(world.ports, world.organization, { params: { id } })

describe('an endpoint', () => {
  it('hears of a life in its order: first the update, then what it means, then the state of the customer', async () => {
    await listen()
    const { customer, actor } = await world.addCustomer('ada@example.com', card)
    const { id } = await world.subscribe(customer.id)
    await send()
    expect(types()).toEqual([
      'customer.created',
      'customer.state_changed',
      'subscription.created',
      'order.created',
      'order.updated',
      'order.paid',
      'subscription.updated',
      'subscription.active',
      'customer.state_changed',
    ])
    heard().length = 0
    await until(renewal)
    await send()
    expect(types().filter((type) => type !== 'order.updated')).toEqual([
      'subscription.cycled',
      'subscription.updated',
      'customer.state_changed',
      'order.created',
      'order.paid',
    ])
    heard().length = 0
    await cancelSubscription(world.ports, actor, { params: { id } })
    await send()
    expect(types()).toEqual(['subscription.updated', 'subscription.canceled', 'customer.state_changed'])
    heard().length = 0
    await until(new Date('2027-04-01T12:00:00Z'))
    await send()
    expect(types()).toEqual([
      'subscription.updated',
      'subscription.canceled',
      'subscription.revoked',
      'customer.state_changed',
    ])
  })

  it('hears of a pause and of what follows it', async () => {
    const { customer, actor } = await world.addCustomer('ada@example.com', card)
    const { id } = await world.subscribe(customer.id)
    await listen(everything.filter((type) => type.startsWith('subscription.')))
    await updateCustomerSubscription(world.ports, actor, {
      params: { id },
      body: { pause_at_period_end: true },
    })
    await until(renewal)
    await send()
    expect(types()).toEqual(['subscription.updated', 'subscription.updated', 'subscription.paused'])
    heard().length = 0
    await updateCustomerSubscription(world.ports, actor, { params: { id }, body: { resume: true } })
    await send()
    expect(types()).toContain('subscription.resumed')
    expect(types()).not.toContain('subscription.active')
  })

  it('is told what the change left behind, though more has changed since', async () => {
    await listen(['subscription.updated', 'subscription.canceled'])
    const customer_id = await happen()
    const { id } = await world.subscribe(customer_id)
    await revokeSubscription(world.ports, world.organization, { params: { id } })
    await send()
    expect(heard().map(({ data }) => data.status)).toEqual(['active', 'canceled', 'canceled'])
    expect(heard()[0]).toMatchObject({
      data: { id, customer: { id: customer_id }, product: { name: 'Pro' }, canceled_at: null },
    })
  })

  it('hears of what it asked for, and of nothing that happened before it was there', async () => {
    await happen('before@example.com')
    await listen(['customer.created'])
    await listen(['customer.state_changed'], 'https://other.example.com/')
    await happen('after@example.com')
    await send()
    expect(heard().map(({ type, url, data }) => [type, url, data.email])).toEqual([
      ['customer.created', 'https://app.example.com/hook', 'after@example.com'],
      ['customer.state_changed', 'https://other.example.com/', 'after@example.com'],
    ])
  })

  it('is told the same as every other, however much later', async () => {
    await listen(['customer.updated'])
    await listen(['customer.updated'], 'https://late.example.com/')
    await listen(['customer.updated'], 'https://slack.example.com/')
    await world.ports.db
      .updateTable('webhook_endpoints')
      .set({ format: 'slack' })
      .where('url', 'like', '%slack%')
      .execute()
    const customer_id = await happen()
    const params = { id: customer_id }
    await updateCustomer(world.ports, world.organization, { params, body: { name: 'Ada' } })
    const late = world.ports.db.updateTable('webhook_endpoints').where('url', 'like', '%late%')
    // Somebody else's turn.
    await late.set({ turn_until: new Date(begin.getTime() + 20_000), turn_holder: 'another' }).execute()
    await send()
    await updateCustomer(world.ports, world.organization, { params, body: { name: 'Grace' } })
    await until(new Date(begin.getTime() + 60_000))
    const of = (host: string) => heard().flatMap(({ url, body }) => (url.includes(host) ? [body] : []))
    expect(of('app.')).toHaveLength(2)
    expect(of('late.')).toEqual(of('app.'))
    expect(of('slack.')[0]).toContain('"text"')
  })

  it('is told nothing of what was rolled back', async () => {
    await listen()
    const undone = world.ports.db.transaction().execute(async (tx) => {
      const { organization_id } = world.organization
      const person = { email: 'nobody@example.com', external_id: 'nobody' }
      await insertCustomer(tx, world.ports, organization_id, person, { actor: 'test', operation: 'test' })
      expect(await tx.selectFrom('webhook_events').selectAll().execute()).toHaveLength(2)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    await send()
    expect(heard()).toEqual([])
    expect(await events()).toEqual([])
  })
})

describe('what was not taken', () => {
  it('is sent ten times within 75 hours, under one id and with the same bytes, and then kept', async () => {
    await listen(['customer.created'])
    const customer_id = await happen()
    world.ports.webhooks.answer(() => 500)
    await send()
    // What belongs to it may change meanwhile.
    await world.ports.db.updateTable('organizations').set({ name: 'Another' }).execute()
    await until(new Date(begin.getTime() + 90 * 3_600_000))
    expect(heard()).toHaveLength(10)
    expect(new Set(heard().map(({ id }) => id)).size).toBe(1)
    expect(new Set(heard().map(({ body }) => body)).size).toBe(1)
    const [event] = await events()
    expect(event).toMatchObject({ tries: 10, next_attempt_at: null, succeeded: false, last_http_code: 500 })
    expect(event!.payload).toContain(customer_id)
    const tries = await world.ports.db
      .selectFrom('webhook_deliveries')
      .selectAll()
      .orderBy('created_at')
      .execute()
    const hours = (tries.at(-1)!.created_at.getTime() - begin.getTime()) / 3_600_000
    expect(hours).toBeGreaterThan(71)
    expect(hours).toBeLessThan(79)
    const left = await world.ports.db
      .selectFrom('due_work')
      .selectAll()
      .where('kind', '=', 'webhook')
      .execute()
    expect(left).toEqual([])
  })

  it('is sent again when somebody asks for it, and also what was: the same bytes under the same id', async () => {
    await listen(['customer.created'])
    await happen()
    await send()
    const [event] = await events()
    await redeliver(event!.id)
    world.ports.webhooks.answer(() => 503)
    await send()
    world.ports.webhooks.answer(() => 202)
    await until(new Date(begin.getTime() + 3_600_000))
    expect(heard().map(({ id }) => id)).toEqual([event!.id, event!.id, event!.id])
    expect(new Set(heard().map(({ body }) => body)).size).toBe(1)
    expect(await events()).toMatchObject([{ succeeded: true, tries: 2, next_attempt_at: null }])
  })

  it('by one that is gone for good is not sent to it again', async () => {
    await listen(['customer.created'])
    await happen()
    world.ports.webhooks.answer(() => 410)
    await send()
    await until(new Date(begin.getTime() + 90 * 3_600_000))
    expect(heard()).toHaveLength(1)
    expect(await events()).toMatchObject([{ succeeded: false, last_http_code: 410, next_attempt_at: null }])
  })

  it('holds up nothing that comes after it', async () => {
    await listen(['customer.created'])
    await happen('first@example.com')
    world.ports.webhooks.answer(({ body }) => (body.includes('first@') ? 500 : 200))
    await send()
    await happen('second@example.com')
    await send()
    expect(heard().map(({ data }) => data.email)).toEqual(['first@example.com', 'second@example.com'])
  })
})

describe('a receiver that fails again and again', () => {
  it.each([1, 2, 3, 4, 5])(
    'hears everything in the end, and knows how things stand if it keeps the newest (%i)',
    async (seed) => {
      await listen()
      let drawn = seed
      const chance = () => (drawn = (drawn * 48_271) % 2_147_483_647) / 2_147_483_647
      const taken = new Map<string, { id: string; modified_at: string }>()
      const told: string[] = []
      world.ports.webhooks.answer(({ body }) => {
        if (chance() < 0.6) return chance() < 0.5 ? 500 : { http_code: null, response: 'no answer' }
        const { type, data } = JSON.parse(body) as { type: string; data: { id: string; modified_at: string } }
        told.push(type)
        const known = taken.get(data.id)
        const isNewer = !known?.modified_at || (data.modified_at ?? '') >= known.modified_at
        if (isNewer && type !== 'customer.state_changed') taken.set(data.id, data)
        return 200
      })
      const { customer, actor } = await world.addCustomer('ada@example.com', card)
      const { id } = await world.subscribe(customer.id)
      for (let turn = 0; turn < 6; turn++) {
        world.pass(3_600)
        await cancelSubscription(world.ports, actor, { params: { id } })
        await send()
        world.pass(60)
        await uncancelSubscription(world.ports, actor, { params: { id } })
        await send()
      }
      await until(new Date(begin.getTime() + 100 * 3_600_000))
      const all = await events()
      // Sixty per cent of the time it fails: ten tries are enough for nearly all, and what is left was tried ten times.
      const left = all.filter(({ succeeded }) => !succeeded)
      expect(left.filter(({ tries }) => tries < 10)).toEqual([])
      for (const one of left) await redeliver(one.id)
      world.ports.webhooks.answer(() => 200)
      await send()
      expect((await events()).filter(({ succeeded }) => !succeeded)).toEqual([])
      expect(told.length + left.length).toBe(all.length)
      const bodies = Map.groupBy(heard(), (message) => message.id)
      for (const same of bodies.values()) expect(new Set(same.map(({ body }) => body)).size).toBe(1)
      expect(taken.get(id)).toMatchObject({ cancel_at_period_end: false, status: 'active' })
      const now = await world.ports.db
        .selectFrom('subscriptions')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      expect(taken.get(id)!.modified_at).toBe(now.modified_at!.toISOString())
    },
  )
})

describe('an endpoint that takes nothing', () => {
  async function fail(count: number, name = 'failing') {
    for (let number = 0; number < count; number++) await happen(`${name}-${number}@example.com`)
    world.ports.webhooks.answer(() => ({ http_code: null, isUnreachable: true, response: 'no such host' }))
    await send()
  }
  const mails = () =>
    world.ports.db.selectFrom('emails').selectAll().where('dedupe_key', 'like', 'webhook%').execute()

  it('is turned off after ten events in a row, and not after nine', async () => {
    const id = await listen(['customer.created'])
    await fail(9)
    expect((await endpoint(id)).enabled).toBe(true)
    await fail(1, 'last')
    expect((await endpoint(id)).enabled).toBe(false)
    expect(await mails()).toMatchObject([
      { recipient: 'billing@verge.example', subject: 'A webhook endpoint was turned off' },
    ])
    expect((await mails())[0]!.body).toContain('https://app.example.com/hook')
  })

  it('is not turned off where one of the ten arrived, or while they are still tried', async () => {
    const id = await listen(['customer.created'])
    await fail(5)
    world.ports.webhooks.answer(() => 200)
    await happen('arrives@example.com')
    await send()
    await fail(9, 'again')
    expect((await endpoint(id)).enabled).toBe(true)
    world.ports.webhooks.answer(() => 500)
    for (let number = 0; number < 20; number++) await happen(`pending-${number}@example.com`)
    await send()
    expect((await endpoint(id)).enabled).toBe(true)
  })

  it('is sent nothing more; what waited is skipped and can be sent again once it is mended', async () => {
    const id = await listen(['customer.created'])
    world.ports.webhooks.answer(() => 500)
    await happen('waiting@example.com')
    await send()
    await fail(10)
    const [waiting] = await events()
    expect(waiting).toMatchObject({ skipped: true, next_attempt_at: null, tries: 1 })
    heard().length = 0
    await happen('unheard@example.com')
    await until(new Date(begin.getTime() + 90 * 3_600_000))
    expect(heard()).toEqual([])
    expect(await events()).toHaveLength(11)

    world.ports.webhooks.answer(() => 200)
    await update(id, { enabled: true })
    await redeliver(waiting!.id)
    await send()
    expect(heard()).toMatchObject([{ id: waiting!.id, data: { email: 'waiting@example.com' } }])
    expect(await events()).toMatchObject([{ skipped: false, succeeded: true }, ...Array<object>(10).fill({})])
  })

  it('is mailed about each time that it comes to that', async () => {
    const id = await listen(['customer.created'])
    await fail(10)
    world.pass(60)
    await update(id, { enabled: true })
    await fail(10, 'more')
    expect((await endpoint(id)).enabled).toBe(false)
    expect(await mails()).toHaveLength(2)
  })
})

describe('an endpoint that is changed while something is on its way', () => {
  it('gets nothing at a new address that is signed with an old secret', async () => {
    const id = await listen(['customer.created'])
    await happen()
    const { secret: old } = await endpoint(id)
    world.ports.webhooks.answer(async () => {
      await update(id, { url: 'https://new.example.com/', secret: `whsec_${'n'.repeat(32)}` })
      return 500
    })
    await send()
    world.ports.webhooks.answer(() => 200)
    await until(new Date(begin.getTime() + 60_000))
    const { secret } = await endpoint(id)
    expect(secret).not.toBe(old)
    expect(heard().map(({ url, secrets }) => [url, secrets])).toEqual([
      ['https://app.example.com/hook', [old]],
      ['https://new.example.com/', [secret]],
    ])
    expect(new Set(heard().map(({ body }) => body)).size).toBe(1)
  })

  it('is signed with the secret before beside a new one for a day, and shows it nowhere', async () => {
    const id = await listen(['customer.created'])
    const reset = () => resetWebhookSecret(world.ports, world.organization, { params: { id } })
    const { secret: old } = await endpoint(id)
    const { secret, ...answered } = await reset()
    await happen('first@example.com')
    await send()
    await until(new Date(begin.getTime() + 24 * 3_600_000))
    await happen('second@example.com')
    await send()
    expect(heard().map(({ secrets }) => secrets)).toEqual([[secret, old], [secret]])
    for (const shown of [answered, await endpoint(id)]) expect(JSON.stringify(shown)).not.toContain(old)
    await forgetPreviousSecrets(world.ports)
    const kept = await world.ports.db.selectFrom('webhook_endpoints').selectAll().executeTakeFirst()
    expect(kept).toMatchObject({ secret, previous_secret: null, previous_secret_until: null })
  })

  it('gets no more when it is deleted, and what was sent is still noted', async () => {
    const id = await listen(['customer.created'])
    await happen('first@example.com')
    await happen('second@example.com')
    world.ports.webhooks.answer(async () => {
      await deleteWebhookEndpoint(world.ports, world.organization, { params: { id } })
      return 500
    })
    await send()
    await until(new Date(begin.getTime() + 90 * 3_600_000))
    expect(heard()).toHaveLength(1)
    expect(await events()).toMatchObject([
      { tries: 1, skipped: true, next_attempt_at: null },
      { tries: 0, skipped: true, next_attempt_at: null },
    ])
    await expect(redeliver(heard()[0]!.id)).rejects.toMatchObject({ error: 'ResourceNotFound' })
  })

  it('hears nothing while it is off, and skips what waited', async () => {
    const id = await listen(['customer.created'])
    await happen()
    await update(id, { enabled: false })
    await happen('later@example.com')
    await send()
    expect(heard()).toEqual([])
    expect(await events()).toMatchObject([{ skipped: true, succeeded: null, tries: 0 }])
  })
})

describe('a sender', () => {
  it('that ends before it noted the answer is followed by another, with the same id and bytes', async () => {
    await listen(['customer.created'])
    await happen()
    world.ports.webhooks.answer(() => {
      throw new Error('killed')
    })
    await expect(send()).rejects.toThrow('killed')
    world.ports.webhooks.answer(() => 200)
    world.pass(31)
    await send()
    expect(heard()).toHaveLength(2)
    expect(heard()[1]).toEqual(heard()[0])
    expect(await events()).toMatchObject([{ succeeded: true, tries: 1 }])
  })

  it('does not send what another is sending to the same endpoint, and goes on with the others', async () => {
    await listen(['customer.created'])
    await listen(['customer.updated', 'customer.created'], 'https://other.example.com/')
    await happen('first@example.com')
    let second: Promise<unknown> = Promise.resolve()
    world.ports.webhooks.answer(async ({ url, body }) => {
      if (url.includes('app.') && body.includes('first@')) {
        await happen('second@example.com')
        await (second = runDue(world.ports, { name: 'another' }))
      }
      return 200
    })
    await send()
    await second
    const of = (host: string) => heard().flatMap(({ url, data }) => (url.includes(host) ? [data.email] : []))
    await until(new Date(begin.getTime() + 60_000))
    expect(of('app.')).toEqual(['first@example.com', 'second@example.com'])
    expect(of('other.').toSorted()).toEqual(['first@example.com', 'second@example.com'])
  })

  it('of something that cannot be told reports it; what comes after it waits a minute and no longer', async () => {
    await listen(['customer.created'])
    const customer_id = await happen('first@example.com')
    await happen('second@example.com')
    const told: Trouble[] = []
    const worker = { name: 'one', told: (trouble: Trouble) => void told.push(trouble) }
    const { db } = world.ports
    const broken = { ...world.ports, db: withoutAudit(db, customer_id) }
    await runDue(broken, worker)
    expect(heard()).toEqual([])
    expect(told).toMatchObject([{ kind: 'webhook', isParked: false }])
    world.pass(61)
    await runDue(broken, worker)
    expect(heard().map(({ data }) => data.email)).toEqual(['second@example.com'])
  })
})

/** Books in which one change cannot be read. */
function withoutAudit(db: World['ports']['db'], unreadable: string): World['ports']['db'] {
  return new Proxy(db, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (key !== 'getExecutor') return typeof value === 'function' ? (value.bind(target) as unknown) : value
      return () => {
        const executor = target.getExecutor()
        const { executeQuery } = executor
        return new Proxy(executor, {
          get(inner, name) {
            const found: unknown = Reflect.get(inner, name, inner)
            if (name !== 'executeQuery')
              return typeof found === 'function' ? (found.bind(inner) as unknown) : found
            return (query: { sql: string; parameters: readonly unknown[] }, ...rest: unknown[]) => {
              if (query.sql.includes('jsonb_populate_record(') && query.parameters.includes(unreadable))
                throw new Error('unreadable')
              return (executeQuery as (...input: unknown[]) => unknown).call(inner, query, ...rest)
            }
          },
        })
      }
    },
  })
}

describe('the record', () => {
  it('lists every try, by endpoint, time, outcome, status, type and text', async () => {
    const id = await listen(['customer.created'])
    const other = await listen(['customer.state_changed'], 'https://other.example.com/')
    await happen()
    world.ports.webhooks.answer(({ url }) =>
      url.includes('other.') ? 200 : { http_code: 404, response: 'no' },
    )
    await send()
    const list = async (query: Parameters<typeof listWebhookDeliveries>[2]['query']) => {
      const { items } = await listWebhookDeliveries(world.ports, world.organization, { query })
      return items.map((item) => [item.webhook_event.type, item.http_code])
    }
    const no = ['customer.created', 404]
    const yes = ['customer.state_changed', 200]
    expect((await list({})).toSorted()).toEqual([no, yes])
    expect(await list({ endpoint_id: [id] })).toEqual([no])
    expect(await list({ endpoint_id: [other] })).toEqual([yes])
    expect(await list({ succeeded: true })).toEqual([yes])
    expect(await list({ http_code_class: '4xx' })).toEqual([no])
    expect(await list({ event_type: ['customer.state_changed'] })).toEqual([yes])
    expect(await list({ query: 'ADA@example' })).toHaveLength(2)
    expect(await list({ query: '100%' })).toEqual([])
    expect(await list({ start_timestamp: new Date(begin.getTime() + 1) })).toEqual([])
    expect(await list({ end_timestamp: begin })).toHaveLength(2)
  })

  it('forgets after ninety days what was sent, and then cannot send it again', async () => {
    await listen(['customer.created'])
    await happen()
    await send()
    world.pass(91 * 86_400)
    expect(await archiveWebhookEvents(world.ports)).toBe(1)
    expect(await archiveWebhookEvents(world.ports)).toBe(0)
    const [event] = await events()
    expect(event).toMatchObject({ payload: null, is_archived: true, succeeded: true })
    await expect(redeliver(event!.id)).rejects.toMatchObject({ error: 'ResourceNotFound' })
  })

  it('is what the work that is due follows from, so that a repair finds what is missing', async () => {
    await listen(['customer.created'])
    await happen()
    await world.ports.db.deleteFrom('due_work').execute()
    expect(await repairDueWork(world.ports)).toBeGreaterThan(0)
    await send()
    expect(types()).toEqual(['customer.created'])
  })

  it('never changes what was sent once', async () => {
    await listen(['customer.created'])
    await happen()
    await send()
    const change = world.ports.db.updateTable('webhook_events').set({ payload: '{}' }).execute()
    await expect(change).rejects.toThrow(/is fixed/)
  })
})

describe('the state of a customer', () => {
  it('is told after everything that shows in it: what is noted at a subscription, and its card', async () => {
    const { customer, actor } = await world.addCustomer('ada@example.com', card)
    const { id } = await world.subscribe(customer.id)
    await world.addCard(customer.id, card)

    await listen()
    const told = async (run: () => Promise<unknown>) => {
      await run()
      await send()
      return types().splice(0, heard().splice(0).length)
    }
    const body = { metadata: { desk: 4 } }
    expect(
      await told(() => updateSubscription(world.ports, world.organization, { params: { id }, body })),
    ).toEqual(['subscription.updated', 'customer.state_changed'])
    await told(() => cancelSubscription(world.ports, actor, { params: { id } }))
    const explained = { cancellation_reason: 'too_expensive' as const }
    expect(
      await told(() => explainCancellation(world.ports, actor, { params: { id }, body: explained })),
    ).toEqual(['subscription.updated', 'customer.state_changed'])
    await told(() => uncancelSubscription(world.ports, actor, { params: { id } }))
    const { payment_method_id } = await world.ports.db
      .selectFrom('subscriptions')
      .select('payment_method_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(
      await told(() => deletePaymentMethod(world.ports, actor, { params: { id: payment_method_id! } })),
    ).toEqual([
      'subscription.updated',
      'customer.state_changed',
      'customer.updated',
      'customer.state_changed',
    ])
  })
})
