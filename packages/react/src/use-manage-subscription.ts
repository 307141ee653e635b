'use client'

import type { CustomerPortalOptions, Opened } from '@verge/better-auth/client'
import { useState } from 'react'

/** What the button needs of Better Auth's client. */
export interface PortalClient {
  customerPortal(options?: CustomerPortalOptions): Promise<Opened>
}
export type PortalProblem = 'noSubscription' | 'unavailable'

/** Opens the customer portal. `problem` says why it did not open. */
export function useManageSubscription(client: PortalClient, options?: CustomerPortalOptions) {
  const [opening, setOpening] = useState(false)
  const [problem, setProblem] = useState<PortalProblem | null>(null)

  async function open(): Promise<PortalProblem | null> {
    if (opening) return null
    setOpening(true)
    setProblem(null)
    const outcome = await client.customerPortal(options).catch(() => null)
    setOpening(false)
    if (outcome?.url) {
      window.location.href = outcome.url
      return null
    }
    const met = outcome ? 'noSubscription' : 'unavailable'
    setProblem(met)
    return met
  }

  return { open, opening, problem }
}
