import { expect, it, vi } from 'vitest'
import { delivery, openApp } from '../testing/app.ts'
import { aSubscription } from '../testing/fake-polar.ts'
import { claim } from './claim.ts'

const event = { type: 'order.paid', timestamp: '2026-11-28T00:00:00Z', data: { id: 'ord_1' } }

it('handles an event once, however many processes it reaches', async () => {
  const heard: string[] = []
  const handled = Promise.withResolvers<void>()
  const onPayload = async ({ type }: { type: string }) => {
    heard.push(type)
    await handled.promise
  }
  const one = await openApp({ webhooks: { onPayload } })
  const other = await openApp({ webhooks: { onPayload }, database: one.database })
  const send = async ({ auth }: typeof one) => (await auth.handler(await delivery(event, 'evt_1'))).status
  const first = send(one)
  await vi.waitFor(() => expect(heard).toHaveLength(1), 10_000)
  const again = send(one)
  // Where another process has it and may still fail, the provider has to come again.
  expect(await Promise.all([send(other), send(other)])).toEqual([503, 503])
  handled.resolve()
  expect(await Promise.all([first, again])).toEqual([200, 200])
  expect((await other.auth.handler(await delivery(event, 'evt_1'))).status).toBe(200)
  expect(heard).toEqual(['order.paid'])
})

it('asks for it again after a handler that failed, in whichever process', async () => {
  let failures = 0
  const onOrderPaid = () => {
    if (failures++ === 0) throw new Error('not now')
  }
  const one = await openApp({ webhooks: { onOrderPaid } })
  const other = await openApp({ webhooks: { onOrderPaid }, database: one.database })
  expect((await one.auth.handler(await delivery(event, 'evt_2'))).status).toBe(500)
  expect((await other.auth.handler(await delivery(event, 'evt_2'))).status).toBe(200)
  expect((await one.auth.handler(await delivery(event, 'evt_2'))).status).toBe(200)
  expect(failures).toBe(2)
})

it('takes over what a process that is gone has claimed', async () => {
  const { context } = await openApp()
  const told = { id: 'evt_3', type: 'order.paid', payload: null }
  const later = (seconds: number) => new Date(Date.now() + seconds * 1000)
  expect(await claim(context.adapter, told, later(0))).toBe('ours')
  expect(await claim(context.adapter, told, later(30))).toBe('underway')
  const both = [claim(context.adapter, told, later(90)), claim(context.adapter, told, later(90))]
  expect((await Promise.all(both)).toSorted()).toEqual(['ours', 'underway'])
})

it('keeps word for word what this version does not know, and answers that it has it', async () => {
  const { auth, context } = await openApp()
  const unknown = { type: 'hologram.projected', timestamp: '', data: { in: ['three', 'D'] } }
  const unheardOf = { type: 'subscription.teleported', timestamp: '', data: { to: 'Mars' } }
  expect((await auth.handler(await delivery(unknown, 'evt_4'))).status).toBe(200)
  expect((await auth.handler(await delivery(event, 'evt_5'))).status).toBe(200)
  expect((await auth.handler(await delivery(unheardOf, 'evt_6'))).status).toBe(200)
  const rows = await context.adapter.findMany<{ eventId: string; payload: string | null }>({
    model: 'polarEvent',
  })
  const kept = Object.fromEntries(rows.map(({ eventId, payload }) => [eventId, payload]))
  expect(kept).toEqual({ evt_4: JSON.stringify(unknown), evt_5: null, evt_6: JSON.stringify(unheardOf) })
})

it('handles an event that it knows with a value in it that it does not, and hands that on as it came', async () => {
  const heard: unknown[] = []
  const { auth, context } = await openApp({
    webhooks: {
      onSubscriptionUpdated: ({ data }) => void heard.push(data),
      onSubscriptionChanged: ({ after }) => void heard.push(after),
    },
  })
  const data = aSubscription({ status: 'hibernating', recurring_interval: 'aeon' })
  const told = { type: 'subscription.updated', timestamp: '', data }
  expect((await auth.handler(await delivery(told))).status).toBe(200)
  expect(heard).toEqual([data, data])
  const [row] = await context.adapter.findMany<{ status: string }>({ model: 'polarSubscription' })
  expect(row).toMatchObject({ status: 'hibernating' })
})

it('handles an event once where it keeps no copy, too', async () => {
  const heard: string[] = []
  const onPayload = ({ type }: { type: string }) => void heard.push(type)
  const { auth } = await openApp({ polar: { keepCopy: false }, webhooks: { onPayload } })
  for (let times = 0; times < 2; times++)
    expect((await auth.handler(await delivery(event, 'evt_1'))).status).toBe(200)
  expect(heard).toEqual(['order.paid'])
})

it('hears nothing that is not signed, or was changed on its way', async () => {
  const heard: string[] = []
  const onPayload = ({ type }: { type: string }) => void heard.push(type)
  const { auth } = await openApp({ webhooks: { onPayload } })
  const signed = await delivery(event)
  const changed = new Request(signed.url, {
    method: 'POST',
    headers: signed.headers,
    body: JSON.stringify({ ...event, type: 'order.refunded' }),
  })
  const unsigned = new Request(signed.url, { method: 'POST', body: JSON.stringify(event) })
  for (const request of [changed, unsigned]) {
    const response = await auth.handler(request)
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'WEBHOOK_INVALID' }])
  }
  expect(heard).toEqual([])
})
