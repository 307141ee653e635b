/// <reference types="vite/client" />
/** @jsxImportSource react */
import {
  CancelDialog,
  german,
  InvoiceList,
  ManageSubscriptionButton,
  PastDueBanner,
  SubscriptionCard,
} from '@verge/react'
import '@verge/react/styles.css'
import type { ComponentProps } from 'react'
import { createRoot } from 'react-dom/client'
import { aSubscription } from '../../../packages/react/src/testing/a-subscription.ts'

/* Each part of @verge/react in each of its states, with clients that answer at once, with a no, or not at all. */

type Subscription = ComponentProps<typeof SubscriptionCard>['subscription']
type Orders = Awaited<ReturnType<ComponentProps<typeof InvoiceList>['client']['orders']['list']>>

const wording = new URLSearchParams(location.search).has('german')
  ? { locale: 'de', messages: german }
  : { locale: 'en' }
const never = () => new Promise<never>(() => {})

const pro: Subscription = aSubscription()
const end = '2026-12-10T12:00:00Z'
const states: Subscription[] = [
  pro,
  { ...pro, status: 'trialing', trial_end: end, product: { name: 'Trial' } },
  { ...pro, cancel_at_period_end: true, ends_at: end, product: { name: 'Leaving' } },
  { ...pro, status: 'past_due', past_due_at: end, product: { name: 'Overdue' } },
  { ...pro, status: 'active', pause_at_period_end: true, product: { name: 'About to pause' } },
  { ...pro, status: 'paused', paused_at: end, product: { name: 'Paused' } },
  {
    ...pro,
    status: 'canceled',
    ended_at: end,
    product: { name: 'A plan with a name that takes more than a line' },
  },
]

const refusing = {
  customerPortal: async () => ({
    url: null,
    error: { code: 'NO_SUBSCRIPTION' as const, message: '', status: 404 },
  }),
}
const silent = { customerPortal: never }

const canceling = (cancel: ComponentProps<typeof CancelDialog>['client']['subscription']['cancel']) => ({
  subscription: { cancel },
})
const dialogs = {
  'that works': canceling(async () => ({ data: { subscription: {} }, error: null })),
  'that is refused': canceling(async () => ({
    data: null,
    error: { code: 'PAYMENT_UNDERWAY', message: 'A payment is being made. Nothing was changed.' },
  })),
  'that never answers': canceling(never),
}

const reading = (list: () => Promise<Orders>) => ({
  orders: { list },
  invoice: { url: async () => ({ data: null, error: {} }) },
})
const order = { id: 'order_1', created_at: '2026-11-10T12:00:00Z', total_amount: 2380, currency: 'usd' }
const invoices = {
  'that are there': reading(async () => ({
    data: { orders: [order, { ...order, id: 'order_2', created_at: '2026-10-10T12:00:00Z' }] },
    error: null,
  })),
  'that are none': reading(async () => ({ data: { orders: [] }, error: null })),
  'that are being read': reading(never),
  'that cannot be read': reading(async () => ({ data: null, error: {} })),
}

function Gallery() {
  return (
    <main>
      <h1>Parts</h1>
      <section aria-label="A button that is refused">
        <ManageSubscriptionButton client={refusing} {...wording} />
      </section>
      <section aria-label="A button that waits">
        <ManageSubscriptionButton client={silent} {...wording} />
      </section>
      <PastDueBanner
        subscriptions={states}
        action={<ManageSubscriptionButton client={silent} {...wording} />}
        {...wording}
      />
      <h2>Cards</h2>
      {states.map((subscription) => (
        <SubscriptionCard
          key={subscription.product!.name}
          subscription={subscription}
          actions={<ManageSubscriptionButton client={silent} {...wording} />}
          {...wording}
        />
      ))}
      <h2>Dialogs</h2>
      {Object.entries(dialogs).map(([name, client]) => (
        <section key={name} aria-label={`A cancellation ${name}`}>
          <CancelDialog client={client} subscription={pro} {...wording} />
        </section>
      ))}
      <h2>Lists</h2>
      {Object.entries(invoices).map(([name, client]) => (
        <section key={name} aria-label={`Invoices ${name}`}>
          <InvoiceList client={client} {...wording} />
        </section>
      ))}
    </main>
  )
}

createRoot(document.getElementById('root')!).render(<Gallery />)
