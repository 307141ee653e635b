import { describe, expect, it, vi } from 'vitest'
import { delivery, openApp } from '../testing/app.ts'
import { aSubscription } from '../testing/fake-polar.ts'

const started_at = '2026-01-10T12:00:00Z'

async function subscriber(keepCopy: boolean) {
  const app = await openApp({ polar: { keepCopy } })
  const browser = app.browser()
  const { id, email } = await browser.signUp()
  app.books.customers.push({ id: 'cus_0', external_id: id, email, name: null })
  app.books.subscriptions.push(aSubscription({ started_at }))
  const hears = async (changes: object) => {
    const data = { ...aSubscription(changes), customer: { external_id: id } }
    await app.auth.handler(await delivery({ type: 'subscription.updated', timestamp: '', data }))
  }
  async function callsOfOpening() {
    app.books.calls.length = 0
    expect((await browser.client.customerPortal()).error).toBeNull()
    return app.books.calls.toSorted()
  }
  return { ...app, ...browser, hears, callsOfOpening }
}

describe('opening the portal', () => {
  it('asks the provider once for whom the copy knows to have bought something, also the first time', async () => {
    const { hears, callsOfOpening } = await subscriber(true)
    await hears({ started_at })
    expect(await callsOfOpening()).toEqual(['customerSessions.create'])
  })

  it('asks once more, beside it, where nothing is known yet, and no more after that', async () => {
    for (const keepCopy of [true, false]) {
      const { callsOfOpening } = await subscriber(keepCopy)
      expect(await callsOfOpening()).toEqual(['customerSessions.create', 'subscriptions.list'])
      expect(await callsOfOpening()).toEqual(['customerSessions.create'])
    }
  })

  it('asks the database no more than the session check does, but once of the copy, for who opens it first', async () => {
    const { database, books, hears, ask } = await subscriber(true)
    await hears({ started_at })
    const prepare = vi.spyOn(database, 'prepare')
    async function queriesOf(run: () => Promise<{ status: number }>) {
      prepare.mockClear()
      expect((await run()).status).toBe(200)
      return prepare.mock.calls.map(([sql]) => sql)
    }
    // As the portal does: past the copy of the session in its cookie.
    const session = await queriesOf(() => ask('GET', '/get-session?disableCookieCache=true'))
    books.calls.length = 0
    const open = () => ask('POST', '/customer/portal', {})
    const first = await queriesOf(open)
    expect(first).toHaveLength(session.length + 1)
    expect(first.at(-1)).toContain('polarSubscription')
    expect(await queriesOf(open)).toEqual(session)
    expect(books.calls).toEqual(['customerSessions.create', 'customerSessions.create'])
  })

  it('takes a subscription that never began for nothing that was bought', async () => {
    const { books, client, hears } = await subscriber(true)
    books.subscriptions.length = 0
    await hears({ status: 'incomplete', started_at: null })
    expect(await client.customerPortal()).toMatchObject({ error: { code: 'NO_SUBSCRIPTION' } })
  })
})
