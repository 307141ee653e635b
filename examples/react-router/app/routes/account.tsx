import { ManageSubscriptionButton } from '@verge/react/manage-subscription-button'
import { PastDueBanner } from '@verge/react/past-due-banner'
import { SubscriptionCard } from '@verge/react/subscription-card'
import { useEffect, useState } from 'react'
import { redirect } from 'react-router'
import { auth } from '../auth.server'
import { authClient } from '../auth-client'
import type { Route } from './+types/account'

export async function loader({ request: { headers } }: Route.LoaderArgs) {
  const session = await auth.api.getSession({ headers })
  if (!session) throw redirect('/sign-in')
  return { email: session.user.email }
}

export default function Account({ loaderData: { email } }: Route.ComponentProps) {
  const { data } = authClient.useSubscriptions()
  const [problem, setProblem] = useState('')

  // The portal leads back to this page, and says what was done.
  useEffect(() => void authClient.customerReturn(), [])

  async function buy() {
    const { error } = await authClient.checkout({ slug: 'pro' })
    if (error) setProblem(error.message)
  }

  return (
    <>
      <p>{email}</p>
      <PastDueBanner subscriptions={data?.subscriptions ?? []} />
      {data?.subscriptions.map((subscription) => (
        <SubscriptionCard key={subscription.id} subscription={subscription} locale="en" />
      ))}
      {problem && <p role="alert">{problem}</p>}
      <ManageSubscriptionButton client={authClient} />
      <button className="verge-button" onClick={() => void buy()}>
        Buy Pro
      </button>
    </>
  )
}
