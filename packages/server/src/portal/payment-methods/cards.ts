import type { Polar } from '@verge/polar/client'
import type { OutputOf } from '@verge/polar/contract/operation'
import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import {
  listChargedMethods,
  listPaymentMethods,
  type PaymentMethod,
} from '@verge/polar/contract/payment-methods'
import type { listCustomerSubscriptions } from '@verge/polar/contract/subscriptions'
import { needsCard } from '@verge/polar/policy/subscriptions'

type CustomerSubscription = OutputOf<typeof listCustomerSubscriptions>['items'][number]
type PortalCustomer = Pick<OutputOf<typeof getPortalCustomer>, 'default_payment_method_id'>

export interface Cards {
  items: PaymentMethod[]
  /** What is charged where nothing else is chosen. */
  usual: PaymentMethod | null
  isDefault(method: PaymentMethod): boolean
  /** What this subscription's next payment is charged to. */
  chargedBy(subscription_id: string): PaymentMethod | null
}

/** The customer's cards, and which subscription is paid with which; where Polar does not say, with the default one. */
export async function cardsOf(polar: Polar): Promise<Cards> {
  const [customer, { items }, charged] = await Promise.all([
    polar.call(getPortalCustomer, {}),
    polar.call(listPaymentMethods, { query: { limit: 100 } }),
    polar.supports(listChargedMethods) ? polar.call(listChargedMethods, {}) : null,
  ])
  const named = (id: string | null | undefined) => items.find((method) => method.id === id) ?? null
  const usual = usualOf(customer, items)
  return {
    items,
    usual,
    isDefault: ({ id }) => id === customer.default_payment_method_id,
    chargedBy: (id) =>
      charged ? named(charged.items.find((one) => one.subscription_id === id)?.payment_method_id) : usual,
  }
}

/** Which of these subscriptions a card pays for, and which card does so once it is gone; null: there is no other. */
export function paidWith(
  method: PaymentMethod,
  cards: Cards,
  subscriptions: readonly CustomerSubscription[],
) {
  const others = cards.items.filter((one) => one !== method)
  return {
    paid: subscriptions.filter(needsCard).filter(({ id }) => cards.chargedBy(id)?.id === method.id),
    heir: others.find(cards.isDefault) ?? others[0] ?? null,
  }
}

/** What a payment is charged to where nothing else is chosen. */
export async function defaultCard(polar: Polar): Promise<PaymentMethod | null> {
  const [customer, { items }] = await Promise.all([
    polar.call(getPortalCustomer, {}),
    polar.call(listPaymentMethods, { query: { limit: 100 } }),
  ])
  return usualOf(customer, items)
}

function usualOf(
  { default_payment_method_id }: PortalCustomer,
  items: PaymentMethod[],
): PaymentMethod | null {
  return items.find(({ id }) => id === default_payment_method_id) ?? items[0] ?? null
}
