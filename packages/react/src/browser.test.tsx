/** @jsxImportSource react */
// @vitest-environment happy-dom
import { act, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { CancelDialog } from './cancel-dialog.tsx'
import { InvoiceList } from './invoice-list.tsx'
import { ManageSubscriptionButton } from './manage-subscription-button.tsx'
import { aSubscription } from './testing/a-subscription.ts'
import type { InvoiceClient } from './use-invoices.ts'
import type { PortalClient } from './use-manage-subscription.ts'
import { useSubscriptions, type StateClient } from './use-subscriptions.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
const unmounts: (() => void)[] = []
afterEach(() => {
  for (const unmount of unmounts.splice(0)) unmount()
})

async function shown(part: ReactNode) {
  const host = document.body.appendChild(document.createElement('div'))
  const root = createRoot(host)
  await act(async () => root.render(part))
  unmounts.push(() => act(() => root.unmount()))
  const button = (name: string) =>
    [...host.querySelectorAll('button')].find(({ textContent }) => textContent === name)
  const click = (name: string) => act(async () => button(name)!.click())
  /** In the dialog, the last button is the one that acts. */
  const confirm = () => act(async () => [...host.querySelectorAll('button')].at(-1)!.click())
  return { host, button, click, confirm, said: () => host.querySelector('output')?.textContent }
}
const opening = (customerPortal: PortalClient['customerPortal']): PortalClient => ({ customerPortal })
const refused = { url: null, error: { code: 'NO_SUBSCRIPTION' as const, message: '', status: 404 } }

describe('the button', () => {
  it('says what it does while it does it, and goes to the portal', async () => {
    const opened = Promise.withResolvers<{ url: string; error: null }>()
    const { button, click } = await shown(<ManageSubscriptionButton client={opening(() => opened.promise)} />)
    await click('Manage subscription')
    expect(button('Opening…')).toMatchObject({ disabled: true })
    expect(button('Opening…')!.getAttribute('aria-busy')).toBe('true')
    await act(async () => opened.resolve({ url: `${location.href}#portal`, error: null }))
    expect(location.hash).toBe('#portal')
    expect(button('Manage subscription')).toMatchObject({ disabled: false })
  })

  it.each<[string, PortalClient['customerPortal']]>([
    ['No active subscription found', async () => refused],
    ['Unable to open portal. Please try again.', () => Promise.reject(new TypeError('fetch failed'))],
  ])('says aloud "%s", or leaves it to the app', async (message, customerPortal) => {
    const client = opening(customerPortal)
    const alone = await shown(<ManageSubscriptionButton client={client} />)
    await alone.click('Manage subscription')
    expect(alone.said()).toBe(message)
    const onProblem = vi.fn<(message: string) => void>()
    const led = await shown(<ManageSubscriptionButton client={client} onProblem={onProblem} />)
    await led.click('Manage subscription')
    expect(onProblem.mock.calls).toEqual([[message]])
    expect(led.said()).toBeUndefined()
  })
})

describe('the dialog', () => {
  const canceling = (
    cancel: () => Promise<{ data: unknown; error: { code?: string; message?: string } | null }>,
  ) => ({
    subscription: { cancel: vi.fn<typeof cancel>(cancel) },
  })
  const part = (client: ReturnType<typeof canceling>) => (
    <CancelDialog client={client} subscription={aSubscription()} locale="en" />
  )

  it('says before the click when access ends and that nothing more is charged, under a name', async () => {
    const { host, click } = await shown(part(canceling(async () => ({ data: {}, error: null }))))
    const dialog = host.querySelector('dialog')!
    expect(dialog.open).toBe(false)
    await click('Cancel subscription')
    expect(dialog.open).toBe(true)
    const named = (attribute: string) => document.getElementById(dialog.getAttribute(attribute)!)?.textContent
    expect(named('aria-labelledby')).toBe('Cancel Pro?')
    expect(named('aria-describedby')).toBe(
      'You keep everything until December 10, 2026. No further period is charged.',
    )
    await click('Keep it')
    expect(dialog.open).toBe(false)
  })

  it('promises no end of charges while a payment that failed is still tried', async () => {
    const owing = { ...aSubscription(), status: 'past_due' }
    const client = canceling(async () => ({ data: {}, error: null }))
    const { host, confirm, said } = await shown(
      <CancelDialog client={client} subscription={owing} locale="en" />,
    )
    expect(host.querySelector('p')!.textContent).toBe(
      'Your last payment did not go through and can still be charged. Your plan ends on December 10, 2026 at the latest. No further period is charged.',
    )
    await confirm()
    expect(said()).toBe(
      'Your subscription is canceled and ends on December 10, 2026 at the latest. Your last payment can still be charged until then.',
    )
  })

  it('cancels once, however often it is clicked, and says so', async () => {
    const client = canceling(async () => ({ data: {}, error: null }))
    const { host, said, button } = await shown(part(client))
    await act(async () => button('Cancel subscription')!.click())
    const sure = [...host.querySelectorAll<HTMLButtonElement>('dialog button')].at(-1)!
    await act(async () => {
      sure.click()
      sure.click()
    })
    expect(client.subscription.cancel.mock.calls).toHaveLength(1)
    expect(said()).toBe('Your subscription is canceled. You keep everything until December 10, 2026.')
  })

  it.each([
    [
      { data: null, error: { code: 'ALREADY_CANCELED', message: 'It is canceled already.' } },
      'It is canceled already.',
    ],
    [null, 'It is not known whether this was canceled. Please look again in a moment.'],
  ])('says what the server says, or that nobody knows', async (answer, message) => {
    const cancel = async () => answer ?? Promise.reject(new TypeError('fetch failed'))
    const client = canceling(cancel)
    const { said, click, confirm } = await shown(part(client))
    await click('Cancel subscription')
    await confirm()
    expect(said()).toBe(message)
    expect(client.subscription.cancel.mock.calls).toHaveLength(1)
  })

  it('is not there where there is nothing to cancel', async () => {
    const ending = aSubscription({ cancel_at_period_end: true })
    const { host } = await shown(
      <CancelDialog client={canceling(async () => ({ data: {}, error: null }))} subscription={ending} />,
    )
    expect(host.textContent).toBe('')
  })
})

describe('the invoices', () => {
  const order = { id: 'order_1', created_at: '2026-11-10T12:00:00Z', total_amount: 2380, currency: 'usd' }
  const orders = (list: object[] | null, url: string | null, code = 'PORTAL_UNAVAILABLE') => ({
    orders: { list: async () => ({ data: list && { orders: list }, error: null }) },
    invoice: {
      url: async () => (url === null ? { data: null, error: { code } } : { data: { url }, error: null }),
    },
  })
  const list = (client: InvoiceClient) => shown(<InvoiceList client={client} locale="en" />)

  it('are buttons named by date and amount, which open the PDF', async () => {
    const { click } = await list(orders([order], `${location.href.split('#')[0]}#invoice`))
    await click('Invoice of November 10, 2026, $23.80')
    expect(location.hash).toBe('#invoice')
  })

  it('say so where there are none, where they cannot be read, and where one cannot be opened', async () => {
    expect((await list(orders([], null))).said()).toBe('There are no invoices yet.')
    expect((await list(orders(null, null))).said()).toContain('can’t be read right now')
    const { click, said } = await list(orders([order], null))
    await click('Invoice of November 10, 2026, $23.80')
    expect(said()).toContain('can’t be opened right now')
  })

  it('say that one is still being made, which is no fault', async () => {
    const { click, said } = await list(orders([order], null, 'INVOICE_NOT_READY'))
    await click('Invoice of November 10, 2026, $23.80')
    expect(said()).toBe('This invoice is being made. Please look again in a moment.')
  })

  it('go on where there are more than a page of them, of the organization that is asked for', async () => {
    const pages = [Array.from({ length: 20 }, (_, n) => ({ ...order, id: `newer_${n}` })), [order]]
    const read = vi.fn<InvoiceClient['orders']['list']>(async (request) => ({
      data: { orders: pages[request!.query!.page! - 1]! },
      error: null,
    }))
    const client = { ...orders([], null), orders: { list: read } }
    const { host, button, click } = await shown(
      <InvoiceList client={client} locale="en" organizationId="org_1" />,
    )
    expect(host.querySelectorAll('li')).toHaveLength(20)
    await click('Show older invoices')
    expect(host.querySelectorAll('li')).toHaveLength(21)
    expect(button('Show older invoices')).toBeUndefined()
    expect(read.mock.calls.map(([request]) => request!.query)).toEqual([
      { page: 1, limit: 20, organizationId: 'org_1' },
      { page: 2, limit: 20, organizationId: 'org_1' },
    ])
  })
})

describe('what is subscribed to', () => {
  /** Stores as the client has them, each with what it was given last. */
  function clientOf(plans: Record<string, string>) {
    type Store = ReturnType<StateClient['stateOf']>['subscriptions']
    const heard = new Map<string, () => void>()
    const stores = new Map<string, Store>()
    const pending = { data: null, error: null, isPending: true }
    function storeOf(whose: string): Store {
      let value: ReturnType<Store['get']> = pending
      return {
        init: pending,
        get: () => value,
        listen(told) {
          heard.set(whose, () => {
            const subscription = { ...aSubscription({ id: plans[whose] }), product_id: 'prod_1' }
            const subscriptions = [subscription as never]
            value = {
              data: { subscriptions, read_at: new Date(), stale: false },
              error: null,
              isPending: false,
            }
            told()
          })
          return () => heard.delete(whose)
        },
      }
    }
    const client: StateClient = {
      stateOf({ organizationId: whose = 'own' } = {}) {
        stores.set(whose, stores.get(whose) ?? storeOf(whose))
        return { subscriptions: stores.get(whose)! }
      },
    }
    return { client, heard, read: (whose: string) => act(async () => heard.get(whose)!()) }
  }
  function Plans({ client, organizationId }: { client: StateClient; organizationId?: string }) {
    const { data, isPending } = useSubscriptions(client, { organizationId })
    return <output>{isPending ? 'reading' : data?.subscriptions.map(({ id }) => id).join()}</output>
  }

  it("is the user's, or an organization's where one is named, and follows whichever is", async () => {
    const { client, heard, read } = clientOf({ own: 'sub_own', org_1: 'sub_team' })
    const own = await shown(<Plans client={client} />)
    expect(own.said()).toBe('reading')
    await read('own')
    expect(own.said()).toBe('sub_own')
    const team = await shown(<Plans client={client} organizationId="org_1" />)
    await read('org_1')
    expect([own.said(), team.said()]).toEqual(['sub_own', 'sub_team'])
    for (const unmount of unmounts.splice(0)) unmount()
    expect(heard.size).toBe(0)
  })
})
