import type { CustomerSubscription } from '@verge/polar/contract/subscriptions'
import { uncancellationRefusal } from '@verge/polar/policy/subscriptions'
import type { Refusal, RefusalName } from '@verge/polar/refusals'
import { broughtBy, TakeBack } from './take-back.tsx'
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
export async function blockedPage(
  visit: Visit,
  subscription: CustomerSubscription,
  title: string,
  refusal: Refusal,
): Promise<View> {
  const { messages, to } = visit
  const address = to(`/subscriptions/${subscription.id}`)
  const brought =
    uncancellationRefusal(subscription) === null ? await broughtBy(visit, subscription, 'cancellation') : null
  return {
    title,
    status: refusal.status,
    body: (
      <>
        <h1>{title}</h1>
        <Refused messages={messages} refusal={refusal} title={messages.refused.notNow} />
        <div class="actions">
          {brought && (
            <TakeBack to={`${address}/reactivate`} look="primary" brought={brought}>
              {messages.reactivate.action}
            </TakeBack>
          )}
          <a class="button" href={address}>
            {subscription.product.name}
          </a>
        </div>
      </>
    ),
  }
}
