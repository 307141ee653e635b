import { listClaimedSubscriptions } from '@verge/polar/contract/seats'
import type { CustomerSubscription } from '@verge/polar/contract/subscriptions'
import { nextStep } from '@verge/polar/policy/subscriptions'
import type { Visit } from '../visit.ts'

/** Of what somebody else pays for; nothing where the API does not tell. */
export async function seatsHeldBy({ polar, attempt }: Visit): Promise<CustomerSubscription[]> {
  const found = await attempt(polar.call(listClaimedSubscriptions, { query: { limit: 100 } }))
  return (found?.items ?? []).filter(({ ended_at }) => !ended_at)
}

/** What they have, from whom and until when. Whether it is paid for in time is for whoever pays to know. */
export function SeatsHeld({ visit, held }: { visit: Visit; held: readonly CustomerSubscription[] }) {
  if (held.length === 0) return null
  const words = visit.messages.seatsHeld
  return (
    <section class="section">
      <div class="head">
        <h2>{words.title}</h2>
      </div>
      <ul class="rows">
        {held.map((subscription) => (
          <li class="card">
            <h3>{subscription.product.name}</h3>
            <p>{untilWhen(visit, subscription)}</p>
            <p class="quiet">{words.from({ name: visit.session.organization_name })}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function untilWhen({ messages, format }: Visit, subscription: CustomerSubscription): string | null {
  const words = messages.seatsHeld
  const next = nextStep(subscription)
  switch (next.kind) {
    case 'renews':
    case 'trial_converts':
      return words.renews({ date: format.date(next.at) })
    case 'ends':
    case 'pauses':
      return words.ends({ date: format.date(next.at) })
    case 'paused':
      return words.paused
    default:
      return null
  }
}
