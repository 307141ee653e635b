import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Live } from '@/subscription/live.ts'
import { formatPrice } from '@/subscription/money.ts'
import { hasEnded, inOrderOfInterest, stateInWords, type SubscriptionView } from '@/subscription/state.ts'
import { ManageSubscriptionButton } from '@/ui/manage-subscription-button.tsx'
import { Badge, Notice } from '@/ui/notice.tsx'

export function SubscriptionCard({ live, readAgain }: { live: Live; readAgain: () => void }) {
  return (
    <section
      aria-labelledby="subscription"
      aria-busy={live.kind === 'reading'}
      className="card mt-8 p-6 sm:p-8"
    >
      <h2 id="subscription" className="text-2xl">
        Subscription
      </h2>
      <Content live={live} readAgain={readAgain} />
    </section>
  )
}

function Content({ live, readAgain }: { live: Live; readAgain: () => void }) {
  if (live.kind === 'reading') return <p className="text-soft mt-5 min-h-28">Reading your plan…</p>
  if (live.kind === 'unreachable') {
    return (
      <>
        <div className="mt-5">
          <Notice tone="notice">Your plan can’t be read right now. Your plan itself is not affected.</Notice>
        </div>
        <Actions>
          <ManageSubscriptionButton />
          <button type="button" onClick={readAgain} className="button button-quiet">
            Try again
          </button>
        </Actions>
      </>
    )
  }
  const subscriptions = inOrderOfInterest(live.subscriptions)
  const running = subscriptions.some((one) => !hasEnded(one))
  return (
    <>
      {live.stale && (
        <div className="mt-5">
          <Notice tone="notice">
            Billing can’t be reached right now. This is your plan as of{' '}
            {new Date(live.read_at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}.
          </Notice>
        </div>
      )}
      {subscriptions.length === 0 ? (
        <p className="text-soft mt-5">You have no plan yet. Nothing is charged.</p>
      ) : (
        <ul className="divide-line mt-2 divide-y">
          {subscriptions.map((one) => (
            <Row key={one.id} subscription={one} />
          ))}
        </ul>
      )}
      <Actions>
        <ManageSubscriptionButton prominent={running} />
        {!running && (
          <Link to="/pricing" className="button button-solid">
            See plans
          </Link>
        )}
      </Actions>
    </>
  )
}

function Actions({ children }: { children: ReactNode }) {
  return (
    <div className="border-line mt-6 flex flex-wrap items-center gap-x-5 gap-y-3 border-t pt-6">
      {children}
      <p className="text-soft basis-64 grow text-sm">
        Card, invoices, billing details and cancellation are looked after in the customer portal.
      </p>
    </div>
  )
}

function Row({ subscription }: { subscription: SubscriptionView }) {
  const { tone, label, sentence } = stateInWords(subscription)
  return (
    <li className="py-5 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h3 className="text-lg font-semibold">{subscription.product_name}</h3>
        <span className="text-lg tabular-nums max-sm:ml-auto sm:order-last sm:ml-auto">
          {formatPrice(subscription)}
        </span>
        <span className="max-sm:basis-full">
          <Badge tone={tone}>{label}</Badge>
        </span>
      </div>
      <p className="text-soft mt-2">{sentence}</p>
    </li>
  )
}
