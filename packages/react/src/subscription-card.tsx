/** @jsxImportSource react */
import type { ReactNode } from 'react'
import { subscriptionInWords, type InWords, type SubscriptionView } from './subscription.ts'
import type { Wording } from './wording.ts'

export interface SubscriptionCardProps extends Wording {
  subscription: SubscriptionView
  /** What can be done, such as a `ManageSubscriptionButton`. */
  actions?: ReactNode
  /** Another look for the same words. */
  children?: (words: InWords) => ReactNode
  className?: string
}

/** One subscription: plan, price, state in words, and what can be done. It renders on the server, too. */
export function SubscriptionCard(props: SubscriptionCardProps) {
  const { subscription, actions, children, className = 'verge-card' } = props
  const words = subscriptionInWords(subscription, props)
  if (children) return <>{children(words)}</>
  return (
    <article className={className} aria-label={words.plan}>
      <header>
        <h3>{words.plan}</h3>
        <span className="verge-price">{words.price}</span>
        <span className="verge-badge" data-tone={words.tone}>
          {words.label}
        </span>
      </header>
      <p>{words.sentence}</p>
      {actions && <footer>{actions}</footer>}
    </article>
  )
}
