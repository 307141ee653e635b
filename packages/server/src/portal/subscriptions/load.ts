import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { listPaymentMethods, type PaymentMethod } from '@verge/polar/contract/payment-methods'
import {
  previewCharge,
  type ChargePreview,
  type CustomerSubscription,
} from '@verge/polar/contract/subscriptions'
import { chargesNext } from '@verge/polar/policy/subscriptions'
import { Refusal } from '@verge/polar/refusals'
import type { Visit } from '../visit.ts'
import { standingOf, type Standing } from './standing.ts'

export interface WithStanding {
  subscription: CustomerSubscription
  standing: Standing
}

/** Each with what it will charge next, asked for at once. */
export async function withStanding(
  { polar, messages, format }: Visit,
  subscriptions: CustomerSubscription[],
): Promise<WithStanding[]> {
  return Promise.all(
    subscriptions.map(async (subscription) => {
      const charge = chargesNext(subscription) ? await upcomingCharge(polar, subscription.id) : null
      return { subscription, standing: standingOf(subscription, charge, messages, format) }
    }),
  )
}

/** A preview that is refused is left out; the page is true without it. */
async function upcomingCharge(polar: Visit['polar'], id: string): Promise<ChargePreview | null> {
  return polar.call(previewCharge, { params: { id } }).catch((error: unknown) => {
    if (error instanceof Refusal) return null
    throw error
  })
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
