import { createFileRoute } from '@tanstack/react-router'

import { authClient } from '@/lib/auth-client'

export const Route = createFileRoute('/_auth/dashboard')({
  component: RouteComponent,
})

function RouteComponent() {
  const { session, customerState, customerStateError } = Route.useRouteContext()

  const hasProSubscription = (customerState?.activeSubscriptions?.length ?? 0) > 0

  return (
    <div>
      <h1>Dashboard</h1>
      <p>Welcome {session.data?.user.name}</p>
      {customerStateError ? (
        <p>Your plan cannot be shown at the moment. Nothing has changed about it.</p>
      ) : (
        <>
          <p>Plan: {hasProSubscription ? 'Pro' : 'Free'}</p>
          {hasProSubscription ? (
            <button type="button" onClick={async () => await authClient.customer.portal()}>
              Manage Subscription
            </button>
          ) : (
            <button type="button" onClick={async () => await authClient.checkout({ slug: 'pro' })}>
              Upgrade to Pro
            </button>
          )}
        </>
      )}
    </div>
  )
}
