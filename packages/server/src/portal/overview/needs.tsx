import { listPortalSeats } from '@verge/polar/contract/seats'
import { isExpiredAt } from '@verge/polar/policy/payment-methods'
import { isPending } from '@verge/polar/policy/seats'
import { nextStep } from '@verge/polar/policy/subscriptions'
import type { Owed } from '../overdue/owed.ts'
import { failedWords } from '../overdue/words.ts'
import { cardName } from '../payment-methods/card-name.ts'
import type { WithStanding } from '../subscriptions/load.ts'
import { Waiting } from '../ui/waiting.tsx'
import type { Visit } from '../visit.ts'

interface Need {
  text: string
  to: string
  action: string
  isUrgent: boolean
  /** For somebody else, so that it can only be looked at again. */
  isWaiting?: boolean
}

const trialSoonMs = 7 * 86_400_000

/** What needs the customer now, the most urgent first; nothing needs whoever may do nothing about it. */
export async function needsOf(
  visit: Visit,
  owed: readonly Owed[],
  known: readonly WithStanding[],
): Promise<Need[]> {
  if (!visit.session.has_say_in_billing) return []
  const waiting = await Promise.all(known.map((one) => ofInvitations(visit, one)))
  return [
    ...owed.flatMap((one) => ofDebt(visit, one)),
    ...known.flatMap((one) => ofCard(visit, one)),
    ...known.flatMap((one) => ofTrial(visit, one)),
    ...waiting.flat(),
  ]
}

function ofDebt(visit: Visit, owed: Owed): Need[] {
  const { messages, to } = visit
  const isBeingPaid = owed.details?.is_being_paid
  return [
    {
      text: isBeingPaid ? messages.overdue.paying : failedWords(owed, visit),
      to: to(`/orders/${owed.order_id}${isBeingPaid ? '' : '/pay'}`),
      action: messages.pay.confirm({ amount: visit.format.money(owed.amount, owed.currency) }),
      isWaiting: isBeingPaid ?? false,
      isUrgent: true,
    },
  ]
}

function ofCard({ messages, format, to }: Visit, { subscription, card }: WithStanding): Need[] {
  const next = nextStep(subscription)
  if (
    !card ||
    card === 'unknown' ||
    (next.kind !== 'renews' && next.kind !== 'trial_converts') ||
    !isExpiredAt(card, next.at)
  )
    return []
  const text = messages.needs.cardExpires({ card: cardName(card, messages), date: format.date(next.at) })
  return [{ text, to: to('/payment-methods/add'), action: messages.methods.add, isUrgent: false }]
}

function ofTrial({ messages, to, now }: Visit, { subscription, standing }: WithStanding): Need[] {
  const next = nextStep(subscription)
  if (next.kind !== 'trial_converts' || next.at.getTime() - now().getTime() > trialSoonMs) return []
  const address = to(`/subscriptions/${subscription.id}`)
  return [{ text: standing.sentence, to: address, action: messages.subscription.manage, isUrgent: false }]
}

async function ofInvitations(visit: Visit, { subscription, standing }: WithStanding): Promise<Need[]> {
  if (subscription.seats === null || standing.isOver) return []
  const { polar, messages, attempt, to } = visit
  const query = { subscription_id: subscription.id }
  const found = await attempt(polar.call(listPortalSeats, { query }))
  const count = found?.seats.filter(isPending).length ?? 0
  if (count === 0) return []
  return [
    {
      text: messages.needs.invited({ count }),
      to: to(`/subscriptions/${subscription.id}/people`),
      action: messages.people.seats,
      isUrgent: false,
    },
  ]
}

export function Needs({ visit: { messages }, needs }: { visit: Visit; needs: readonly Need[] }) {
  if (needs.length === 0) return null
  return (
    <section
      class={`notice ${needs.some(({ isUrgent }) => isUrgent) ? 'problem' : 'warning'}`}
      aria-label={messages.needs.title}
    >
      {needs.map(({ text, to, action, isWaiting }) =>
        isWaiting ? (
          <Waiting messages={messages} text={text} to={to} look="head" />
        ) : (
          <p class="head">
            <span>{text}</span>
            <a href={to}>{action}</a>
          </p>
        ),
      )}
    </section>
  )
}
