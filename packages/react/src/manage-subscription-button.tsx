/** @jsxImportSource react */
'use client'

import type { CustomerPortalOptions } from '@verge/better-auth/client'
import { useManageSubscription, type PortalClient } from './use-manage-subscription.ts'
import { wordsOf, type Wording } from './wording.ts'

export interface ManageSubscriptionButtonProps extends Wording {
  client: PortalClient
  /** Where the portal leads, and back to. */
  portal?: CustomerPortalOptions
  /** Told in place of the message beside the button. */
  onProblem?: (message: string) => void
  className?: string
}

/** Leads to the customer portal. */
export function ManageSubscriptionButton(props: ManageSubscriptionButtonProps) {
  const { client, portal, onProblem, className = 'verge-button' } = props
  const { open, opening, problem } = useManageSubscription(client, portal)
  const words = wordsOf(props)

  async function click() {
    const met = await open()
    if (met) onProblem?.(words[met])
  }

  return (
    <>
      <button type="button" onClick={click} disabled={opening} aria-busy={opening} className={className}>
        {opening ? words.opening : words.manage}
      </button>
      {!onProblem && <output className="verge-problem">{problem && words[problem]}</output>}
    </>
  )
}
