/** @jsxImportSource react */
import type { ReactNode } from 'react'
import { isOverdue, planOf, type SubscriptionView } from './subscription.ts'
import { wordsOf, type Wording } from './wording.ts'

export interface PastDueBannerProps extends Wording {
  subscriptions: readonly SubscriptionView[]
  /** What helps, such as a `ManageSubscriptionButton` that leads to the payment method. */
  action?: ReactNode
  className?: string
}

/** Says that a payment failed, and nothing where none did. It renders on the server, too. */
export function PastDueBanner(props: PastDueBannerProps) {
  const { subscriptions, action, className = 'verge-banner' } = props
  const overdue = subscriptions.find(isOverdue)
  if (!overdue) return null
  return (
    <aside className={className}>
      <output>{wordsOf(props).pastDue({ plan: planOf(overdue) })}</output>
      {action}
    </aside>
  )
}
