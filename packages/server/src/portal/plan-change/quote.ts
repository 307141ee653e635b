import { getPortalOrganization } from '@verge/polar/contract/organizations'
import { changeAsQuoted, quoteChange, type ChangeQuote } from '@verge/polar/contract/own-subscriptions'
import {
  previewChange,
  updateCustomerSubscription,
  type CustomerSubscription,
} from '@verge/polar/contract/subscriptions'
import { changeKind } from '@verge/polar/policy/plan-change'
import { isTrialing, nextStep } from '@verge/polar/policy/subscriptions'
import { outdated } from '@verge/polar/refusals'
import type { Visit } from '../visit.ts'
import type { Wish } from './wish.ts'

type Rhythm = Pick<ChangeQuote['terms'], 'recurring_interval' | 'recurring_interval_count'>

export interface Quote extends Pick<
  ChangeQuote,
  'id' | 'kind' | 'charge' | 'charged_at' | 'takes_effect_at'
> {
  trial_end: Date | null
  /** The amount where it is known: Polar's preview names the first charge alone. */
  terms: Rhythm & { amount: number | null; seats: number | null }
  follows: ChangeQuote['follows']
}

/** What the change would do and cost, with an id that stands for all of it. @throws Refusal */
export async function quoteFor(
  { polar }: Visit,
  subscription: CustomerSubscription,
  wish: Wish,
): Promise<Quote> {
  const params = { id: subscription.id }
  if (polar.supports(quoteChange)) return polar.call(quoteChange, { params, body: wish })
  const [charge, terms] = await Promise.all([
    polar.call(previewChange, { params, body: wish }),
    termsOf(polar, subscription, wish),
  ])
  const { proration_behavior: behavior } = subscription.product.organization
  const kind = changeKind(subscription, { to: terms, behavior, trialGoesOn: isTrialing(subscription) })
  const next = nextStep(subscription)
  const later = 'resumes_at' in next ? next.resumes_at : subscription.current_period_end
  return {
    id: [kind, charge.due_amount, charge.total_amount, terms.amount, later?.getTime()].join('-'),
    kind,
    charge,
    charged_at: kind === 'to_pay' ? null : later,
    takes_effect_at: kind === 'scheduled' ? later : null,
    trial_end: null,
    terms,
    follows: null,
  }
}

async function termsOf(
  polar: Visit['polar'],
  subscription: CustomerSubscription,
  wish: Wish,
): Promise<Quote['terms']> {
  if ('seats' in wish) return { ...subscription, amount: null, seats: wish.seats }
  const { slug } = subscription.product.organization
  const { products } = await polar.call(getPortalOrganization, { params: { slug } })
  const product = products.find(({ id }) => id === wish.product_id)
  const price = product?.prices.find(({ price_currency }) => price_currency === subscription.currency)
  return {
    recurring_interval: product?.recurring_interval ?? subscription.recurring_interval,
    recurring_interval_count: product?.recurring_interval_count ?? subscription.recurring_interval_count,
    amount: price?.amount_type === 'fixed' ? price.price_amount : null,
    seats: subscription.seats,
  }
}

export interface Agreed {
  subscription: CustomerSubscription
  order_id: string | null
  /** Where the bank asks the customer first. */
  client_secret: string | null
}

/** Does what was quoted. Where the API cannot hold itself to a quote, it is asked for once more. @throws Refusal */
export async function agreeTo(
  visit: Visit,
  subscription: CustomerSubscription,
  wish: Wish,
  quote_id: string,
): Promise<Agreed> {
  const { polar } = visit
  const params = { id: subscription.id }
  if (polar.supports(changeAsQuoted))
    return polar.call(changeAsQuoted, { params, body: { ...wish, quote_id } })
  const { id } = await quoteFor(visit, subscription, wish)
  if (id !== quote_id) throw outdated()
  const changed = await polar.call(updateCustomerSubscription, { params, body: wish })
  return { subscription: changed, order_id: null, client_secret: null }
}
