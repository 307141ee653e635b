'use client'

import { PortalUnavailableError, type Opened } from '@verge/better-auth/client'
import { useEffect, useState } from 'react'
import { authClient } from '../lib/auth-client'

export function Account({ email }: { email: string }) {
  const { data } = authClient.useSubscriptions()
  const [problem, setProblem] = useState('')

  // The portal leads back to this page, and says what was done.
  useEffect(() => void authClient.customerReturn(), [])

  async function go(open: () => Promise<Opened>) {
    try {
      const { url, error } = await open()
      if (error) setProblem(error.message)
      else window.location.href = url
    } catch (error) {
      if (!(error instanceof PortalUnavailableError)) throw error
      setProblem(error.message)
    }
  }

  return (
    <>
      <p>{email}</p>
      <ul>
        {data?.subscriptions.map(({ id, status, cancel_at_period_end }) => (
          <li key={id}>
            Pro: {status}
            {cancel_at_period_end && ', ends with this period'}
          </li>
        ))}
      </ul>
      {problem && <p role="alert">{problem}</p>}
      <button onClick={() => void go(() => authClient.customerPortal())}>Manage subscription</button>
      <button onClick={() => void go(() => authClient.checkout({ slug: 'pro' }))}>Buy Pro</button>
    </>
  )
}
