import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { authClient, useSession } from '@/lib/auth-client.ts'
import { useLive } from '@/subscription/live.ts'
import { returnMessage, type PortalReturn, type ReturnMessage } from '@/subscription/return-message.ts'
import { SubscriptionCard } from '@/ui/subscription-card.tsx'
import { Notice } from '@/ui/notice.tsx'
import { Page } from '@/ui/page.tsx'

export function SettingsPage() {
  const { session, isPending, error } = useSession()
  const navigate = useNavigate()
  const [live, readAgain] = useLive(session?.user.id)
  const message = useReturn(live)

  if (isPending) return <Page title="Account settings">{null}</Page>
  if (!session) {
    return (
      <Page title="Account settings">
        <h1 className="text-4xl">Account settings</h1>
        <p className="text-soft mt-4">
          {error
            ? 'Verge can’t be reached right now. Please reload the page.'
            : 'Sign in to see your account.'}
        </p>
        <Link to="/sign-in" search={{ next: '/settings' }} className="button button-solid mt-6">
          Sign in
        </Link>
      </Page>
    )
  }

  async function signOut() {
    await authClient.signOut()
    await navigate({ to: '/' })
  }

  return (
    <Page title="Account settings">
      <h1 className="text-4xl">Account settings</h1>
      {message && (
        <div className="mt-6">
          <Notice tone={message.tone}>{message.text}</Notice>
        </div>
      )}
      <SubscriptionCard live={live} readAgain={readAgain} />
      <section aria-labelledby="profile" className="card mt-6 p-6 sm:p-8">
        <h2 id="profile" className="text-2xl">
          Profile
        </h2>
        <dl className="mt-5 grid gap-x-8 gap-y-4 sm:grid-cols-2">
          <div className="min-w-0">
            <dt className="text-soft text-sm">Email</dt>
            <dd className="break-words">{session.user.email}</dd>
          </div>
          <div className="min-w-0">
            <dt className="text-soft text-sm">Name</dt>
            <dd className="break-words">{session.user.name}</dd>
          </div>
        </dl>
        <button type="button" onClick={signOut} className="button button-quiet mt-6">
          Sign out
        </button>
      </section>
    </Page>
  )
}

/** Takes the portal's claim out of the address once, and answers with what the live state confirms. */
function useReturn(live: ReturnType<typeof useLive>[0]): ReturnMessage | null {
  const { portal, subscription } = useSearch({ from: '/settings' })
  const navigate = useNavigate()
  const [claim] = useState<PortalReturn>({ portal, subscription })

  useEffect(() => {
    if (!portal && !subscription) return
    // Has the portal's word checked, and wakes every other tab that still shows what was before.
    void authClient.customerReturn()
    void navigate({ to: '/settings', search: {}, replace: true })
  }, [portal, subscription, navigate])

  if (live.kind === 'reading') return null
  return returnMessage(claim, live.kind === 'read' && !live.stale ? live.subscriptions : null)
}
