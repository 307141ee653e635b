import {
  getSubscriptionDiscount,
  quoteResumption,
  type TakenBack,
} from '@verge/polar/contract/own-subscriptions'
import {
  previewCharge,
  type ChargePreview,
  type CustomerSubscription,
} from '@verge/polar/contract/subscriptions'
import {
  chargesNext,
  isPaused,
  nextStep,
  uncancellationRefusal,
  unpauseRefusal,
} from '@verge/polar/policy/subscriptions'
import { listCustomerOrders, type CustomerOrder } from '@verge/polar/contract/orders'
import { isOpen } from '@verge/polar/policy/orders'
import { cardsOf } from '../payment-methods/cards.ts'
import type { PaymentMethod } from '@verge/polar/contract/payment-methods'
import { choicesFor, mayChangePlan, offerTo } from '../plan-change/offer.ts'
import type { Owed } from '../overdue/owed.ts'
import type { Visit } from '../visit.ts'
import { discountWords } from './discount.ts'
import { scheduledWords } from './scheduled.ts'
import { nothingToDo, standingOf, type Standing } from './standing.ts'
import { broughtBy, type Brought } from './take-back.tsx'

export interface WithStanding {
  subscription: CustomerSubscription
  standing: Standing
  /** Its oldest payment that failed and is still open. */
  owed: Owed | null
  /** What is at the bank or can still be charged though it is canceled; null: not known. */
  open: readonly CustomerOrder[] | null
  /** What its next payment is charged to; null: nothing is saved for it. Not everybody may know, and not always can it be read. */
  card: PaymentMethod | null | 'unknown'
  /** A change that waits for the end of the period, in words. */
  scheduled: string | null
  /** What takes something off its payments, in words. */
  discount: string | null
  /** What each of these would bring back, where it can be taken back. */
  brought: Partial<Record<TakenBack, Brought>>
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
      const [charge, discount, resumption, products, debts, cards, brought, open] = await Promise.all([
        mayAct && chargesNext(subscription) ? upcomingCharge(visit, subscription.id) : null,
        mayAct ? discountOf(visit, subscription) : null,
        mayAct && isPaused(subscription) ? resumptionCharge(visit, subscription.id) : null,
        offer,
        visit.owed(),
        known,
        mayAct ? allBrought(visit, subscription) : {},
        mayAct ? openThoughCanceled(visit, subscription) : null,
      ])
      const owed = debts.find(({ subscription_id }) => subscription_id === subscription.id) ?? null
      const hasChoice =
        mayAct &&
        mayChangePlan(polar, subscription) &&
        choicesFor(subscription, products, subscriptions).length > 0
      const standing = standingOf(
        subscription,
        { charge, overdue: owed?.details ?? null, open },
        messages,
        format,
      )
      return {
        subscription,
        standing: mayAct ? standing : { ...standing, ...nothingToDo, price: seatsOf(visit, subscription) },
        owed,
        open,
        card: cards ? cards.chargedBy(subscription.id) : 'unknown',
        scheduled: scheduledWords(subscription, products, visit),
        brought,
        discount,
        hasChoice,
        resumption: resumption && format.money(resumption.due_amount, subscription.currency),
      }
    }),
  )
}

/** What whoever has no say in billing is told instead of a price. */
function seatsOf({ messages }: Visit, { seats }: CustomerSubscription): string {
  return seats === null ? '' : messages.seats({ count: seats })
}

/** What is past due is told by itself. */
async function openThoughCanceled(
  { polar, attempt }: Visit,
  subscription: CustomerSubscription,
): Promise<CustomerOrder[] | null> {
  if (nextStep(subscription).kind !== 'ends') return []
  const query = { subscription_id: [subscription.id], limit: 100 }
  const orders = await attempt(polar.call(listCustomerOrders, { query }))
  return orders && orders.items.filter(isOpen)
}

async function allBrought(
  visit: Visit,
  subscription: CustomerSubscription,
): Promise<WithStanding['brought']> {
  const possible: TakenBack[] = []
  if (uncancellationRefusal(subscription) === null) possible.push('cancellation')
  if (unpauseRefusal(subscription) === null) possible.push('pause')
  if (subscription.pending_update) possible.push('change')
  const known = possible.map(async (what) => [what, await broughtBy(visit, subscription, what)])
  return Object.fromEntries(await Promise.all(known))
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
