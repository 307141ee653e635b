import { getSubscriptionDiscount, quoteResumption } from '@verge/polar/contract/own-subscriptions'
import {
  previewCharge,
  type ChargePreview,
  type CustomerSubscription,
} from '@verge/polar/contract/subscriptions'
import { chargesNext, isPaused } from '@verge/polar/policy/subscriptions'
import { cardsOf } from '../payment-methods/cards.ts'
import type { PaymentMethod } from '@verge/polar/contract/payment-methods'
import { choicesFor, mayChangePlan, offerTo } from '../plan-change/offer.ts'
import type { Owed } from '../overdue/owed.ts'
import type { Visit } from '../visit.ts'
import { discountWords } from './discount.ts'
import { scheduledWords } from './scheduled.ts'
import { nothingToDo, standingOf, type Standing } from './standing.ts'

export interface WithStanding {
  subscription: CustomerSubscription
  standing: Standing
  /** Its oldest payment that failed and is still open. */
  owed: Owed | null
  /** What its next payment is charged to; null: nothing is saved for it. Not everybody may know, and not always can it be read. */
  card: PaymentMethod | null | 'unknown'
  /** A change that waits for the end of the period, in words. */
  scheduled: string | null
  /** What takes something off its payments, in words. */
  discount: string | null
  /** Whether there is another plan to change to. */
  hasChoice: boolean
  /** What ending its pause costs today, in the customer's form; null: it is not paused, or that cannot be said. */
  resumption: string | null
}

/** Each with what it will charge next, asked for at once. */
export async function withStanding(
  visit: Visit,
  subscriptions: CustomerSubscription[],
): Promise<WithStanding[]> {
  const { polar, messages, format, session } = visit
  const mayAct = session.has_say_in_billing
  const offer = visit.attempt(offerTo(polar, subscriptions)).then((products) => products ?? [])
  const known = mayAct ? visit.attempt(cardsOf(polar)) : null
  return Promise.all(
    subscriptions.map(async (subscription) => {
      const [charge, discount, resumption, products, debts, cards] = await Promise.all([
        chargesNext(subscription) ? upcomingCharge(visit, subscription.id) : null,
        discountOf(visit, subscription),
        isPaused(subscription) ? resumptionCharge(visit, subscription.id) : null,
        offer,
        visit.owed(),
        known,
      ])
      const owed = debts.find(({ subscription_id }) => subscription_id === subscription.id) ?? null
      const hasChoice =
        mayAct &&
        mayChangePlan(polar, subscription) &&
        choicesFor(subscription, products, subscriptions).length > 0
      const standing = standingOf(subscription, { charge, overdue: owed?.details ?? null }, messages, format)
      return {
        subscription,
        standing: mayAct ? standing : { ...standing, ...nothingToDo },
        owed,
        card: cards ? cards.chargedBy(subscription.id) : 'unknown',
        scheduled: scheduledWords(subscription, products, visit),
        discount,
        hasChoice,
        resumption: resumption && format.money(resumption.due_amount, subscription.currency),
      }
    }),
  )
}

function upcomingCharge({ polar, attempt }: Visit, id: string): Promise<ChargePreview | null> {
  return attempt(polar.call(previewCharge, { params: { id } }))
}

async function discountOf(visit: Visit, subscription: CustomerSubscription): Promise<string | null> {
  const { polar, attempt } = visit
  if (!subscription.discount_id || !chargesNext(subscription) || !polar.supports(getSubscriptionDiscount))
    return null
  const params = { id: subscription.id }
  const found = await attempt(polar.call(getSubscriptionDiscount, { params }))
  return found && discountWords(found, subscription.currency, visit)
}

async function resumptionCharge({ polar, attempt }: Visit, id: string): Promise<ChargePreview | null> {
  if (!polar.supports(quoteResumption)) return null
  const quote = await attempt(polar.call(quoteResumption, { params: { id } }))
  return quote && quote.charge
}
