import { describe, expect, it } from 'vitest'
import { known } from '../copy/copy.ts'
import { delivery, openApp } from '../testing/app.ts'
import { aSubscription } from '../testing/fake-polar.ts'
import type { SubscriptionChange } from './handlers.ts'

const customer = { external_id: 'user_1' }
const first = aSubscription({ modified_at: '2026-11-01T00:00:00.000001Z', customer })
const ending = { ...first, modified_at: '2026-11-01T00:00:00.000002Z', cancel_at_period_end: true }
const ended = { ...ending, modified_at: '2026-12-01T00:00:00Z', status: 'canceled' as const }

async function listeningApp(fails = () => false) {
  const told: unknown[] = []
  const onSubscriptionChanged = ({ referenceId, before, after }: SubscriptionChange) => {
    if (fails()) throw new Error('not now')
    told.push([referenceId, before?.modified_at, after.modified_at])
  }
  const app = await openApp({ polar: { createCustomerOnSignUp: true }, webhooks: { onSubscriptionChanged } })
  const hears = async (data: typeof first) =>
    app.auth.handler(await delivery({ type: 'subscription.updated', timestamp: '', data }))
  return { ...app, told, hears, reconcile: () => app.auth.api.reconcileSubscriptions() }
}

describe('what no webhook told', () => {
  it('is found, kept and told once, with what was told before it', async () => {
    const { books, context, hears, reconcile, told } = await listeningApp()
    await hears(first)
    // The app was away while it was canceled and while it ended.
    books.subscriptions.push(ended)
    expect(await reconcile()).toEqual({ read: 1, healed: 1, failed: 0 })
    expect(await reconcile()).toEqual({ read: 1, healed: 0, failed: 0 })
    expect((await known(context.adapter, 'user_1'))!.subscriptions).toEqual([ended])
    expect(told).toEqual([
      ['user_1', undefined, first.modified_at],
      ['user_1', first.modified_at, ended.modified_at],
    ])
  })

  it('is told again the next time where the app failed', async () => {
    let failures = 1
    const { books, reconcile, told } = await listeningApp(() => failures-- > 0)
    books.subscriptions.push(first)
    expect(await reconcile()).toEqual({ read: 1, healed: 1, failed: 1 })
    expect(told).toEqual([])
    expect(await reconcile()).toEqual({ read: 1, healed: 0, failed: 0 })
    expect(told).toEqual([['user_1', undefined, first.modified_at]])
  })

  it('is told though a visit had read it in between', async () => {
    const { books, hears, reconcile, told, browser } = await listeningApp()
    const { signUp, ask } = browser()
    const { id } = await signUp()
    await hears({ ...first, customer: { external_id: id } })
    books.subscriptions.push({ ...ending, customer: { external_id: id } })
    await ask('GET', '/subscription/list')
    await reconcile()
    expect(told.at(-1)).toEqual([id, first.modified_at, ending.modified_at])
  })

  it('may be older than what a webhook told meanwhile, which stays', async () => {
    const { books, context, hears, reconcile, told } = await listeningApp()
    await hears(ended)
    books.subscriptions.push(ending)
    expect(await reconcile()).toEqual({ read: 1, healed: 0, failed: 0 })
    expect((await known(context.adapter, 'user_1'))!.subscriptions).toEqual([ended])
    expect(told).toHaveLength(1)
  })
})

describe('where no copy is kept', () => {
  const polar = { keepCopy: false }

  it('an app that wants to hear of changes does not start', async () => {
    const webhooks = { onSubscriptionChanged: () => {} }
    await expect(openApp({ polar, webhooks })).rejects.toThrow(/onSubscriptionChanged .* keepCopy: true/)
  })

  it('an app that asks what no webhook told is told why nobody knows', async () => {
    const { auth, books } = await openApp({ polar })
    await expect(auth.api.reconcileSubscriptions()).rejects.toThrow(
      /reconcileSubscriptions\(\) .* keepCopy: true/,
    )
    expect(books.calls).toEqual([])
  })
})

it('reads all pages there are', async () => {
  const { books, reconcile } = await listeningApp()
  for (let n = 0; n < 150; n++) books.subscriptions.push({ ...first, id: `sub_${n}` })
  expect(await reconcile()).toEqual({ read: 150, healed: 150, failed: 0 })
})

it('is nothing that anybody can ask for over HTTP', async () => {
  const { auth } = await listeningApp()
  const request = new Request('https://verge.example/api/auth/polar/reconcile', {
    method: 'POST',
    headers: { origin: 'https://verge.example' },
  })
  expect((await auth.handler(request)).status).toBe(404)
})

it('says that the provider did not answer, and has lost nothing', async () => {
  const { books, hears, reconcile, told } = await listeningApp()
  await hears(first)
  books.state.down = true
  await expect(reconcile()).rejects.toMatchObject({ body: { code: 'PORTAL_UNAVAILABLE' } })
  expect(told).toHaveLength(1)
})
