import type { CustomerSubscription } from '@verge/polar/contract/subscriptions'
import { pauseRefusal } from '@verge/polar/policy/subscriptions'
import { mayChangePlan, switchesOf } from '../plan-change/offer.ts'
import type { Visit } from '../visit.ts'

interface Props {
  visit: Visit
  subscription: CustomerSubscription
  /** The seller offers to take something off. */
  canPayLess: boolean
}

/** What else could be done stands beside the button that cancels: never before it, and never instead of it. */
export function Offers({ visit: { polar, messages, to }, subscription, canPayLess }: Props) {
  const address = to(`/subscriptions/${subscription.id}`)
  const canPause = switchesOf(subscription).pause && pauseRefusal(subscription) === null
  const canChange = mayChangePlan(polar, subscription)
  if (!canPayLess && !canPause && !canChange) return null
  return (
    <p class="actions small quiet">
      <span>{messages.cancel.instead}:</span>
      {canPayLess && (
        <a class="target" href={`${address}/stay`}>
          {messages.stay.link}
        </a>
      )}
      {canPause && (
        <a class="target" href={`${address}/pause`}>
          {messages.pause.instead}
        </a>
      )}
      {canChange && (
        <a class="target" href={`${address}/change`}>
          {messages.change.action}
        </a>
      )}
    </p>
  )
}
