import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { listPaymentMethods, type PaymentMethod } from '@verge/polar/contract/payment-methods'
import { getSubscriptionDiscount, quoteResumption } from '@verge/polar/contract/own-subscriptions'
import {
  previewCharge,
  type ChargePreview,
  type CustomerSubscription,
} from '@verge/polar/contract/subscriptions'
import { chargesNext, isPaused } from '@verge/polar/policy/subscriptions'
import { Refusal } from '@verge/polar/refusals'
import { choicesFor, mayChangePlan, offerTo } from '../plan-change/offer.ts'
import type { Visit } from '../visit.ts'
import { discountWords } from './discount.ts'
import { scheduledWords } from './scheduled.ts'
import { standingOf, type Standing } from './standing.ts'

export interface WithStanding {
  subscription: CustomerSubscription
  standing: Standing
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
  const { polar, messages, format } = visit
  const offer = offerTo(polar, subscriptions)
  return Promise.all(
    subscriptions.map(async (subscription) => {
      const [charge, discount, resumption, products] = await Promise.all([
        chargesNext(subscription) ? upcomingCharge(polar, subscription.id) : null,
        discountOf(visit, subscription),
        isPaused(subscription) ? resumptionCharge(polar, subscription.id) : null,
        offer,
      ])
      const hasChoice =
        mayChangePlan(polar, subscription) && choicesFor(subscription, products, subscriptions).length > 0
      return {
        subscription,
        standing: standingOf(subscription, charge, messages, format),
        scheduled: scheduledWords(subscription, products, visit),
        discount,
        hasChoice,
        resumption: resumption && format.money(resumption.due_amount, subscription.currency),
      }
    }),
  )
}

/** A preview that is refused is left out; the page is true without it. */
function upcomingCharge(polar: Visit['polar'], id: string): Promise<ChargePreview | null> {
  return polar.call(previewCharge, { params: { id } }).catch(nothingIfRefused)
}

async function discountOf(visit: Visit, subscription: CustomerSubscription): Promise<string | null> {
  const { polar } = visit
  if (!subscription.discount_id || !chargesNext(subscription) || !polar.supports(getSubscriptionDiscount))
    return null
  const params = { id: subscription.id }
  const found = await polar.call(getSubscriptionDiscount, { params }).catch(nothingIfRefused)
  return found && discountWords(found, subscription.currency, visit)
}

async function resumptionCharge(polar: Visit['polar'], id: string): Promise<ChargePreview | null> {
  if (!polar.supports(quoteResumption)) return null
  const quote = await polar.call(quoteResumption, { params: { id } }).catch(nothingIfRefused)
  return quote && quote.charge
}

function nothingIfRefused(error: unknown): null {
  if (error instanceof Refusal) return null
  throw error
}

/** The card that renewals are charged to. */
export async function defaultCard(polar: Visit['polar']): Promise<PaymentMethod | null> {
  const [customer, methods] = await Promise.all([
    polar.call(getPortalCustomer, {}),
    polar.call(listPaymentMethods, { query: { limit: 100 } }),
  ])
  const chosen = methods.items.find((method) => method.id === customer.default_payment_method_id)
  return chosen ?? methods.items[0] ?? null
}
