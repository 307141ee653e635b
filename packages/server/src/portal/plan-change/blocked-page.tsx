import type { CustomerSubscription } from '@verge/polar/contract/subscriptions'
import { uncancellationRefusal } from '@verge/polar/policy/subscriptions'
import type { Refusal, RefusalName } from '@verge/polar/refusals'
import { Post } from '../ui/post.tsx'
import { Refused } from '../ui/refused.tsx'
import type { View, Visit } from '../visit.ts'

/** Refusals that no other choice helps against. */
const blocking: readonly RefusalName[] = [
  'SubscriptionLocked',
  'PaymentAlreadyInProgress',
  'AlreadyCanceledSubscription',
  'UpdateSubscriptionPlanNotAllowed',
  'UpdateSubscriptionSeatsNotAllowed',
  'NotASeatBasedSubscription',
  'CannotPauseSubscription',
  'NotPausedSubscription',
  'PauseResumeNotAllowed',
]

export const blocks = ({ error }: Refusal) => blocking.includes(error)

/** Why it cannot be done now, and what can be done instead. */
export function blockedPage(
  { messages, to }: Visit,
  subscription: CustomerSubscription,
  title: string,
  refusal: Refusal,
): View {
  const address = to(`/subscriptions/${subscription.id}`)
  return {
    title,
    status: refusal.status,
    body: (
      <>
        <h1>{title}</h1>
        <Refused messages={messages} refusal={refusal} title={messages.refused.notNow} />
        <div class="actions">
          {uncancellationRefusal(subscription) === null && (
            <Post to={`${address}/reactivate`} look="primary">
              {messages.reactivate.action}
            </Post>
          )}
          <a class="button" href={address}>
            {subscription.product.name}
          </a>
        </div>
      </>
    ),
  }
}
