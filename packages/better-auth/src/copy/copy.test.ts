import { afterEach, describe, expect, it, vi } from 'vitest'
import { delivery, openApp } from '../testing/app.ts'
import { aSubscription, fakePolar, firstSdkOver } from '../testing/fake-polar.ts'
import type { PolarSdk } from '../sdk/provider-of.ts'
import type { SubscriptionChange } from '../webhooks/handlers.ts'
import { hear, known, withNewer } from './copy.ts'
import { versionOf } from './version.ts'

const now = new Date('2026-11-28T12:00:00Z')
const at = (modified_at: string, changes: object = {}) => aSubscription({ modified_at, ...changes })
const first = at('2026-11-01T00:00:00.000001Z')
const ending = at('2026-11-01T00:00:00.000002Z', { cancel_at_period_end: true })

/** The two shapes in which an app is told; the first has no list of its own here. */
const clients = [
  [
    '1.x',
    ({ sdk }: ReturnType<typeof fakePolar>): PolarSdk => sdk,
    { external: 'external_id', active: 'active_subscriptions', product: 'product_id', read: 'read_at' },
  ],
  [
    '0.47',
    firstSdkOver,
    { external: 'externalId', active: 'activeSubscriptions', product: 'productId', read: 'readAt' },
  ],
] as const

afterEach(() => vi.useRealTimers())

it('orders states by the microsecond, whichever way an instant is written', () => {
  expect(versionOf(ending) > versionOf(first)).toBe(true)
  expect(versionOf(at('2026-11-01T00:00:00Z'))).toBe(versionOf(at('2026-11-01T00:00:00.000+00:00')))
  expect(versionOf(at('2026-11-01T01:00:00+01:00'))).toBe(versionOf(at('2026-11-01T00:00:00Z')))
  expect(versionOf(aSubscription({ modified_at: null }))).toBe('2026-01-10T12:00:00.000000')
})

it('takes a newer state that is vouched for over one that was listed, never an older one', () => {
  expect(withNewer([first], ending)).toEqual([ending])
  expect(withNewer([ending], first)).toEqual([ending])
  expect(withNewer([first], { ...ending, id: 'sub_2' })).toEqual([first])
})

describe('the copy', () => {
  it('is not undone by an event that comes late, and counts one that comes twice once', async () => {
    const { context } = await openApp()
    const tell = (state: typeof first) => hear(context.adapter, 'user_1', state, now)
    expect(await tell(first)).toMatchObject({ kind: 'changed', before: null })
    expect(await tell(ending)).toMatchObject({ kind: 'changed', before: first, after: ending })
    expect(await tell(first)).toEqual({ kind: 'late' })
    expect(await tell(ending)).toEqual({ kind: 'same' })
    expect((await known(context.adapter, 'user_1'))!.subscriptions).toEqual([ending])
  })

  it('comes to the newest state whichever of many comes last, at the same moment', async () => {
    const { context } = await openApp()
    const states = Array.from({ length: 12 }, (_, n) => at(`2026-11-01T00:00:${10 + n}Z`, { n }))
    const shuffled = states.toSorted((one, other) => Math.sin(Number(one.n)) - Math.sin(Number(other.n)))
    const heard = await Promise.all(shuffled.map((state) => hear(context.adapter, 'user_1', state, now)))
    expect((await known(context.adapter, 'user_1'))!.subscriptions).toEqual([states.at(-1)])
    // What changed is told as one line of changes without a gap.
    const changes = heard.flatMap((one) => (one.kind === 'changed' ? [one] : []))
    expect(changes.filter(({ before }) => before === null)).toHaveLength(1)
  })
})

describe('while the provider is down', () => {
  it('the last known subscriptions are shown with their age, and never "none"', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now })
    const { books, browser } = await openApp({ polar: { createCustomerOnSignUp: true } })
    const { signUp, ask } = browser()
    await signUp()
    books.subscriptions.push(first)
    expect((await ask('GET', '/subscription/list')).said).toMatchObject({
      subscriptions: [first],
      read_at: now.toISOString(),
      stale: false,
    })
    vi.setSystemTime(now.getTime() + 3_600_000)
    books.state.down = true
    expect((await ask('GET', '/subscription/list')).said).toMatchObject({
      subscriptions: [first],
      read_at: now.toISOString(),
      stale: true,
    })
  })

  it.each(clients)(
    "the customer's state has them, too, in the shape of the client %s",
    async (_shape, sdk, names) => {
      vi.useFakeTimers({ toFake: ['Date'], now })
      const books = fakePolar()
      const { browser } = await openApp({ books, polar: { client: sdk(books) } })
      const { signUp, ask } = browser()
      const { id, email } = await signUp()
      books.customers.push({ id: 'cus_0', external_id: id, email, name: null })
      books.subscriptions.push(first, at('2026-11-01T00:00:00Z', { id: 'sub_2', status: 'canceled' }))
      await ask('GET', '/subscription/list')
      vi.setSystemTime(now.getTime() + 3_600_000)
      books.state.down = true
      const { status, said } = await ask('GET', '/customer/state')
      expect(status).toBe(200)
      expect(said).toEqual({
        id: 'cus_0',
        [names.external]: id,
        email,
        [names.active]: [expect.objectContaining({ id: 'sub_1', [names.product]: 'prod_1' })],
        [names.read]: now.toISOString(),
        stale: true,
      })
    },
  )

  it('nobody is told that they have no plan: where nothing is known, it is an error', async () => {
    const { books, browser } = await openApp()
    const { signUp, ask } = browser()
    await signUp()
    books.state.down = true
    for (const path of ['/subscription/list', '/customer/state'])
      expect(await ask('GET', path)).toMatchObject({ status: 503, said: { code: 'PORTAL_UNAVAILABLE' } })
  })

  it('what webhooks told is known all the same', async () => {
    const { auth, books, browser } = await openApp()
    const { signUp, ask } = browser()
    const { id } = await signUp()
    const data = { ...ending, customer: { external_id: id } }
    const told = await auth.handler(await delivery({ type: 'subscription.updated', timestamp: '', data }))
    expect(told.status).toBe(200)
    books.state.down = true
    expect((await ask('GET', '/subscription/list')).said).toMatchObject({
      subscriptions: [ending],
      stale: true,
    })
  })
})

it('tells each change once and in order with what was before, however the events come', async () => {
  const changes: SubscriptionChange[] = []
  const { auth } = await openApp({
    webhooks: { onSubscriptionChanged: (change) => void changes.push(change) },
  })
  const tell = async (state: typeof first, type: string) =>
    auth.handler(
      await delivery({ type, timestamp: '', data: { ...state, customer: { external_id: 'user_1' } } }),
    )
  await tell(first, 'subscription.created')
  await tell(ending, 'subscription.canceled')
  await tell(ending, 'subscription.updated')
  await tell(first, 'subscription.active')
  expect(
    changes.map(({ before, after }) => [before?.cancel_at_period_end, after.cancel_at_period_end]),
  ).toEqual([
    [undefined, false],
    [false, true],
  ])
  expect(changes[0]).toMatchObject({ referenceId: 'user_1' })
})

it('tells a change that a read knew of before, and tells it again after a handler that failed', async () => {
  const heard: unknown[] = []
  const onSubscriptionChanged = ({ before, after }: SubscriptionChange) => {
    heard.push([before?.cancel_at_period_end, after.cancel_at_period_end])
    if (heard.length === 2) throw new Error('not now')
  }
  const { auth, context } = await openApp({ webhooks: { onSubscriptionChanged } })
  const tell = async (state: typeof first, id: string) => {
    const data = { ...state, customer: { external_id: 'user_1' } }
    await hear(context.adapter, 'user_1', data, now)
    return (await auth.handler(await delivery({ type: 'subscription.updated', timestamp: '', data }, id)))
      .status
  }
  expect(await tell(first, 'evt_a')).toBe(200)
  expect(await tell(ending, 'evt_b')).toBe(500)
  expect(await tell(ending, 'evt_b')).toBe(200)
  expect(heard).toEqual([
    [undefined, false],
    [false, true],
    [false, true],
  ])
})

describe('a change whose telling does not come to an end', () => {
  const event = (data: typeof first) => ({ type: 'subscription.updated', timestamp: '', data })
  const told = (changes: SubscriptionChange[]) =>
    changes.map(({ before, after }) => [before?.modified_at, after.modified_at])

  /** Two processes on one database; what the first is told it keeps to itself until it is let go. */
  async function twoProcesses() {
    vi.useFakeTimers({ toFake: ['Date'], now })
    const changes: SubscriptionChange[] = []
    const stuck = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const one = await openApp({
      webhooks: {
        onSubscriptionChanged: () => {
          begun.resolve()
          return stuck.promise
        },
      },
    })
    const other = await openApp({
      database: one.database,
      books: one.books,
      webhooks: { onSubscriptionChanged: (change) => void changes.push(change) },
    })
    const sends = async ({ auth }: typeof one, state: typeof first, id: string) =>
      (await auth.handler(await delivery(event(state), id))).status
    const first_sent = sends(one, first, 'evt_a')
    await begun.promise
    const tellOther = (state: typeof first, id: string) => sends(other, state, id)
    return { one, other, changes, stuck, first_sent, tellOther }
  }

  it('is told by another process once the first must be dead, and by nobody before', async () => {
    const { changes, stuck, first_sent, tellOther } = await twoProcesses()
    expect(await tellOther(first, 'evt_a')).toBe(503)
    expect(changes).toEqual([])
    vi.setSystemTime(now.getTime() + 61_000)
    expect(await tellOther(first, 'evt_a')).toBe(200)
    expect(await tellOther(ending, 'evt_b')).toBe(200)
    // It was slow and not dead: what it is done with by now is older than what was told meanwhile.
    stuck.resolve()
    await first_sent
    expect(await tellOther(ending, 'evt_c')).toBe(200)
    expect(told(changes)).toEqual([
      [undefined, first.modified_at],
      [first.modified_at, ending.modified_at],
    ])
  })

  it('is not overtaken by a newer one, which has to come again', async () => {
    const { changes, stuck, first_sent, tellOther } = await twoProcesses()
    expect(await tellOther(ending, 'evt_b')).toBe(503)
    stuck.resolve()
    expect(await first_sent).toBe(200)
    expect(await tellOther(ending, 'evt_b')).toBe(200)
    expect(told(changes)).toEqual([[first.modified_at, ending.modified_at]])
  })

  it('is told as one with the newer one where it failed, from what was told last', async () => {
    const { changes, stuck, first_sent, tellOther } = await twoProcesses()
    stuck.reject(new Error('not now'))
    expect(await first_sent).toBe(500)
    expect(await tellOther(ending, 'evt_b')).toBe(200)
    expect(await tellOther(first, 'evt_a')).toBe(200)
    expect(told(changes)).toEqual([[undefined, ending.modified_at]])
  })

  it('is found by whoever asks what no webhook told', async () => {
    const { other, changes } = await twoProcesses()
    other.books.subscriptions.push(first)
    expect(await other.auth.api.reconcileSubscriptions()).toEqual({ read: 1, healed: 0, failed: 1 })
    vi.setSystemTime(now.getTime() + 61_000)
    expect(await other.auth.api.reconcileSubscriptions()).toEqual({ read: 1, healed: 0, failed: 0 })
    expect(told(changes)).toEqual([[undefined, first.modified_at]])
  })
})
