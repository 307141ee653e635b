import { Link, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { readSubscriptions } from '@/subscription/live.ts'
import { formatPrice } from '@/subscription/money.ts'
import { hasEnded, stateInWords, type SubscriptionView } from '@/subscription/state.ts'
import { Notice } from '@/ui/notice.tsx'
import { Page } from '@/ui/page.tsx'

type Purchase = { kind: 'waiting' } | { kind: 'seen'; subscription: SubscriptionView } | { kind: 'late' }

export function SuccessPage() {
  const { checkout_id } = useSearch({ from: '/success' })
  const purchase = usePurchase(checkout_id)
  return (
    <Page title="Checkout">
      {purchase.kind === 'seen' ? (
        <Bought subscription={purchase.subscription} />
      ) : (
        <>
          <h1 className="text-4xl">{purchase.kind === 'late' ? 'Almost there' : 'One moment'}</h1>
          <div className="mt-6">
            <Notice tone="notice">
              {purchase.kind === 'late'
                ? 'Your payment is not confirmed yet. It appears in your settings as soon as it is; there is no need to pay again.'
                : 'Waiting for your payment to be confirmed.'}
            </Notice>
          </div>
        </>
      )}
      <Link to="/settings" className="button button-solid mt-8">
        Go to account settings
      </Link>
    </Page>
  )
}

function Bought({ subscription }: { subscription: SubscriptionView }) {
  return (
    <>
      <h1 className="text-4xl">Thank you. {subscription.product_name} is yours.</h1>
      <p className="text-soft mt-4 text-lg">
        {formatPrice(subscription)}. {stateInWords(subscription).sentence}
      </p>
    </>
  )
}

const patience = { tries: 12, pause_ms: 1_250 }

/** The payment is confirmed by a message between servers, which may arrive after the customer. */
function usePurchase(checkout_id: string | undefined): Purchase {
  const [purchase, setPurchase] = useState<Purchase>({ kind: 'waiting' })
  useEffect(() => {
    const abort = new AbortController()
    void watch(checkout_id, abort.signal).then((seen) => {
      if (!abort.signal.aborted) setPurchase(seen ? { kind: 'seen', subscription: seen } : { kind: 'late' })
    })
    return () => abort.abort()
  }, [checkout_id])
  return purchase
}

async function watch(checkout_id: string | undefined, signal: AbortSignal) {
  for (let tries = 0; checkout_id && tries < patience.tries && !signal.aborted; tries++) {
    const live = await readSubscriptions(signal)
    const bought =
      live.kind === 'read' &&
      live.subscriptions.find(
        (one) => one.checkout_id === checkout_id && !hasEnded(one) && one.status !== 'incomplete',
      )
    if (bought) return bought
    await new Promise((wake) => setTimeout(wake, patience.pause_ms))
  }
  return null
}
