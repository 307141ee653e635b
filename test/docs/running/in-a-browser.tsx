/** @jsxImportSource react */
import { polarClient } from '@verge/better-auth/client'
import type { SubscriptionView } from '@verge/react'
import { createAuthClient } from 'better-auth/react'
import type { ComponentType, ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, onTestFinished, vi } from 'vitest'
import { aSubscription } from '../../../packages/react/src/testing/a-subscription.ts'
import { runAs, snippetNamed, type Run } from './run.ts'

interface Shown {
  subscription: SubscriptionView
}

const subscription = aSubscription()
const listed = { subscriptions: [subscription], read_at: '2026-11-10T12:00:00Z', stale: false }

/** How each snippet that a page is needed for is run, and what has to come of it. */
export const inABrowser: Record<string, (run: Run) => Promise<void>> = {
  'docs/guide/recipes.md, The way back': async (run) => {
    const { authClient, asked } = aClient()
    const toast = { success: vi.fn<(text: string) => void>() }
    comeBackWith('signed')
    const { Billing } = await run<{ Billing: ComponentType }>({ authClient, toast })
    const { host } = await shown(<Billing />)
    await soon(() => expect(toast.success.mock.calls).toEqual([['Your cancellation is scheduled.']]))
    expect(asked).toContainEqual(['/customer/return', { result: 'signed' }])
    await soon(() => expect(host.querySelector('li')?.textContent).toBe('active'))
    expect(location.search).toBe('')
  },
  'docs/guide/recipes.md, Organizations (3)': async (run) => {
    const { authClient, asked, queries } = aClient()
    type Part = ComponentType<{ organizationId: string }>
    const { TeamBilling } = await run<{ TeamBilling: Part }>({ authClient })
    const { host, click } = await shown(<TeamBilling organizationId="org_1" />)
    await soon(() => expect(host.querySelector('article')?.getAttribute('aria-label')).toBe('Pro'))
    await soon(() => expect(host.textContent).toContain('November 10, 2026'))
    click('Cancel subscription')
    await soon(() => expect(asked.map(([path]) => path)).toContain('/subscription/cancel'))
    expect(asked).toContainEqual([
      '/subscription/cancel',
      { subscriptionId: 'sub_1', organizationId: 'org_1' },
    ])
    for (const path of ['/subscription/list', '/orders/list'])
      expect([path, queries[path]]).toMatchObject([path, { organizationId: 'org_1' }])
  },
  'packages/better-auth/README.md, Right on return': async (run) => {
    const { authClient } = aClient()
    comeBackWith('signed')
    expect(await run({ authClient }, ['data', 'error'])).toMatchObject({
      data: { action: 'canceled' },
      error: null,
    })
  },
  'packages/better-auth/README.md, Right on return (2)': async () => {
    const { code } = snippetNamed('packages/better-auth/README.md, Right on return (2)')
    const component = `export function Part() {\n${code}return <pre>{JSON.stringify(data)}</pre>\n}\n`
    const { Part } = await runAs<{ Part: ComponentType }>('part.tsx', component, aClient())
    const { host } = await shown(<Part />)
    await soon(() => expect(host.textContent).toContain('"status":"active"'))
  },

  'packages/react/README.md, @verge/react': async (run) => {
    const { authClient, asked } = aClient()
    const { Manage } = await run<{ Manage: ComponentType }>({ authClient })
    const { click } = await shown(<Manage />)
    click('Manage subscription')
    await soon(() => expect(location.hash).toBe('#portal'))
    expect(asked).toContainEqual(['/customer/portal', expect.objectContaining({ flow: 'payment-method' })])
  },
  'packages/react/README.md, @verge/react (2)': async (run) => {
    const { authClient, asked } = aClient()
    const { Plan } = await run<{ Plan: ComponentType<Shown & { locale: string }> }>({ authClient })
    const { host, click } = await shown(<Plan subscription={subscription} locale="en" />)
    await soon(() => expect(host.textContent).toContain('November 10, 2026'))
    click('Cancel subscription')
    await soon(() => expect(host.querySelector('dialog output')?.textContent).toContain('December 10'))
    expect(asked).toContainEqual(['/subscription/cancel', { subscriptionId: 'sub_1' }])
    expect(asked).toContainEqual(['/orders/list', null])
  },
  'packages/react/README.md, Words': async (run) => {
    const { InGerman, Billing } = await run<{ InGerman: ComponentType<Shown>; Billing: ComponentType }>(
      aClient(),
    )
    expect((await shown(<InGerman subscription={subscription} />)).host.textContent).toContain(
      '10. Dezember 2026',
    )
    expect((await shown(<Billing />)).host.textContent).toBe('Billing')
  },
}

/** A client of an app whose server knows one subscription. */
function aClient() {
  const asked: [path: string, body: unknown][] = []
  const queries: Record<string, Record<string, string>> = {}
  const answers: Record<string, unknown> = {
    '/customer/portal': { url: `${location.href}#portal` },
    '/customer/return': { action: 'canceled', subscription_id: 'sub_1', ...listed },
    '/subscription/list': listed,
    '/subscription/cancel': { subscription: { ...subscription, cancel_at_period_end: true } },
    '/orders/list': {
      orders: [{ id: 'ord_1', created_at: '2026-11-10T12:00:00Z', total_amount: 2000, currency: 'usd' }],
    },
  }
  const authClient = createAuthClient({
    baseURL: location.origin,
    plugins: [polarClient()],
    fetchOptions: {
      async customFetchImpl(address, init) {
        const { pathname, searchParams } = new URL(String(address))
        const path = pathname.replace('/api/auth', '')
        queries[path] = Object.fromEntries(searchParams)
        asked.push([path, JSON.parse(String(init?.body ?? null))])
        return path in answers ? Response.json(answers[path]) : new Response(null, { status: 404 })
      },
    },
  })
  return { authClient, asked, queries }
}

/** Well before the test gives up, however busy the machine is. */
const soon = (check: () => void) => vi.waitFor(check, { timeout: 20_000 })

/** As the portal leads back. */
function comeBackWith(result: string): void {
  history.replaceState(null, '', `${location.pathname}?portal_result=${result}`)
}

async function shown(part: ReactNode) {
  const host = document.body.appendChild(document.createElement('div'))
  const root = createRoot(host)
  root.render(part)
  onTestFinished(() => root.unmount())
  await soon(() => expect(host.childElementCount).toBeGreaterThan(0))
  const buttons = (name: string) =>
    [...host.querySelectorAll('button')].filter(({ textContent }) => textContent === name)
  /** The last of that name: in a dialog, the one that acts. */
  const click = (name: string) => buttons(name).at(-1)!.click()
  return { host, click }
}
