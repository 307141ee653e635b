import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { delivery, openApp } from '../testing/app.ts'
import { aSubscription, fakePolar, firstSdkOver } from '../testing/fake-polar.ts'
import type { Known } from './copy.ts'
import { activeOf, lastKnownState, type ToldCustomer } from './customer-state.ts'

const now = new Date('2026-11-28T12:00:00Z')
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)

describe('what is known to be active', () => {
  const running = aSubscription({ modified_at: '2026-11-28T10:00:00Z' })
  const ended = aSubscription({ status: 'canceled', ended_at: '2026-11-28T13:00:00Z' })
  const copied = (...subscriptions: Known['subscriptions']): Known => ({
    subscriptions,
    is_complete: false,
    read_at: now,
  })
  const whole = (known: Known, read_at = now): Known => ({ ...known, is_complete: true, read_at })
  const told = (...active_subscriptions: Known['subscriptions']): ToldCustomer => ({
    state: { id: 'cus_0', active_subscriptions },
    at: now,
  })
  const nobody: ToldCustomer = { state: null, at: now }
  const started = aSubscription({ modified_at: '2026-11-28T12:30:00Z' })

  it.each<[string, Known | null, ToldCustomer | null, Known['subscriptions'] | null]>([
    ['is unknown where nothing was told', null, null, null],
    ['is unknown where one is told to have ended, and the others were never read', copied(ended), null, null],
    ['is nothing where all was read and there was nothing', whole(copied()), null, []],
    ['is what a webhook told', copied(running), null, [running]],
    ['is what the state told', null, told(running), [running]],
    ['is nothing of who was no customer', null, nobody, []],
    [
      'is not what has ended since the state was told',
      copied({ ...ended, modified_at: '2026-11-28T13:00:00Z' }),
      told(running),
      [],
    ],
    ['is what has begun since', copied(started), nobody, [started]],
    ['is not what was over before', copied(running), told(), []],
    ['is not what is gone from a later reading', whole(copied(), later(5)), told(running), []],
    ['is what was told after the last reading', whole(copied(), later(-5)), told(running), [running]],
  ])('%s', (_what, known, state, expected) => expect(activeOf(known, state)).toEqual(expected))

  it('is as old as the oldest of what it is told from', () => {
    const whose = { external_id: 'user_1', email: null }
    const age = (known: Known | null, state: ToldCustomer | null) =>
      lastKnownState(whose, known, state)?.read_at
    expect(age(whole(copied(), later(5)), told())).toBe(now.toISOString())
    expect(age(whole(copied(), later(5)), null)).toBe(later(5).toISOString())
    expect(age(null, null)).toBeUndefined()
  })
})

describe('in an outage the state of a customer', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now }))
  afterEach(() => vi.useRealTimers())

  async function visitor(options: Parameters<typeof openApp>[0] = {}) {
    const app = await openApp(options)
    const browser = app.browser()
    const user = await browser.signUp()
    const becomesCustomer = () =>
      app.books.customers.push({ id: 'cus_0', external_id: user.id, email: user.email, name: 'Ada' })
    const state = () => browser.ask('GET', '/customer/state')
    return { ...app, ...browser, user, becomesCustomer, state }
  }
  const grant = { id: 'grant_1', benefit_id: 'ben_1', properties: { keptAsItIs: 'Ä' } }

  it.each([
    ['1.x', (books: ReturnType<typeof fakePolar>) => books.sdk, 'granted_benefits', 'active_meters'],
    ['0.47', firstSdkOver, 'grantedBenefits', 'activeMeters'],
  ] as const)('has benefits and meters, as with the client %s', async (_name, sdk, benefits, meters) => {
    const books = fakePolar()
    const { state, becomesCustomer } = await visitor({ books, polar: { client: sdk(books) } })
    becomesCustomer()
    books.grants.push(grant)
    const { said: live } = await state()
    vi.setSystemTime(later(60))
    books.state.down = true
    const { status, said } = await state()
    expect(status).toBe(200)
    expect(said).toMatchObject({ id: 'cus_0', name: 'Ada', stale: true, [meters]: [] })
    expect(said[benefits]).toEqual([expect.objectContaining({ id: 'grant_1' })])
    expect(said.readAt ?? said.read_at).toBe(now.toISOString())
    expect(live).not.toHaveProperty('stale')
  })

  it('is what a webhook told last, by the time of the event, whichever comes last', async () => {
    const { auth, books, user, state } = await visitor()
    const told = async (minutes: number, grants: object[]) => {
      const data = {
        id: 'cus_0',
        external_id: user.id,
        active_subscriptions: [],
        granted_benefits: grants,
        active_meters: [],
      }
      const timestamp = later(minutes).toISOString()
      return auth.handler(await delivery({ type: 'customer.state_changed', timestamp, data }))
    }
    expect((await told(2, [grant])).status).toBe(200)
    expect((await told(1, [])).status).toBe(200)
    books.state.down = true
    expect((await state()).said).toMatchObject({
      granted_benefits: [grant],
      read_at: later(2).toISOString(),
      stale: true,
    })
  })

  it.each(['/customer/state', '/subscription/list'])(
    'is empty, with its age, where they had nothing when %s was read',
    async (path) => {
      const { books, state, ask, user } = await visitor()
      await ask('GET', path)
      vi.setSystemTime(later(60))
      books.state.down = true
      const { status, said } = await state()
      expect({ status, ...said }).toMatchObject({
        status: 200,
        id: null,
        external_id: user.id,
        active_subscriptions: [],
        read_at: now.toISOString(),
        stale: true,
      })
      // Of benefits a list of subscriptions says nothing: one may come of a single purchase.
      expect('granted_benefits' in said).toBe(path === '/customer/state')
    },
  )

  it('is an error, and never "nothing", where nothing is known, or one is known to have ended alone', async () => {
    const { auth, books, state, user, ask } = await visitor()
    books.state.down = true
    expect(await state()).toMatchObject({ status: 503, said: { code: 'PORTAL_UNAVAILABLE' } })
    const ended = aSubscription({
      status: 'canceled',
      ended_at: '2026-11-01T00:00:00Z',
      customer: { external_id: user.id },
    })
    await auth.handler(await delivery({ type: 'subscription.revoked', timestamp: '', data: ended }))
    expect((await state()).status).toBe(503)
    expect((await ask('GET', '/subscription/list')).status).toBe(503)
  })

  it('is an error to who had nothing and began to buy since', async () => {
    const { books, state, client, ask } = await visitor()
    await state()
    await ask('GET', '/subscription/list')
    await client.checkout({ slug: 'pro' })
    books.state.down = true
    expect((await state()).status).toBe(503)
    expect((await ask('GET', '/subscription/list')).status).toBe(503)
    books.state.down = false
    await state()
    books.state.down = true
    expect(await state()).toMatchObject({ status: 200, said: { active_subscriptions: [], stale: true } })
  })

  it('is what is active all the same to a subscriber who began to buy once more', async () => {
    const { books, state, client, becomesCustomer } = await visitor()
    becomesCustomer()
    books.subscriptions.push(aSubscription())
    await client.subscription.list()
    await client.checkout({ slug: 'pro' })
    books.state.down = true
    expect((await state()).said).toMatchObject({ active_subscriptions: [{ id: 'sub_1' }], stale: true })
  })

  it('keeps nobody from buying where the copy cannot be written', async () => {
    const { client, database } = await visitor()
    database.exec('drop table "polarCustomerState"')
    expect((await client.checkout({ slug: 'pro' })).error).toBeNull()
    expect((await client.customer.state()).error).toBeNull()
  })

  it('is forgotten with its user, and not kept of one who is gone', async () => {
    const { auth, ask, context, state, user } = await visitor()
    await state()
    expect(await context.adapter.findMany({ model: 'polarCustomerState' })).toHaveLength(1)
    await ask('POST', '/delete-user', {})
    const data = { id: 'cus_0', external_id: user.id, active_subscriptions: [] }
    const event = { type: 'customer.state_changed', timestamp: later(5).toISOString(), data }
    expect((await auth.handler(await delivery(event))).status).toBe(200)
    expect(await context.adapter.findMany({ model: 'polarCustomerState' })).toEqual([])
  })
})
