import type { CheckoutPublic } from '@verge/polar/contract/checkouts'
import { confirmClientCheckout } from '@verge/server/operations/checkouts/confirm'
import { createCheckout } from '@verge/server/operations/checkouts/create'
import { getClientCheckout } from '@verge/server/operations/checkouts/get'
import { createProduct } from '@verge/server/operations/products/create'
import type { World } from './open.ts'

/** Cards, by what becomes of them. */
export const works = '4242424242424242'
export const declinedWhenAdded = '4000000000000002'
export const failsWhenCharged = '4000000000000341'
export const asksWhenAdded = '4000002500003155'
export const asksAlways = '4000002760003184'

export const nobody = { kind: 'anonymous' } as const

const offer = { allow_trial: true, allow_discount_codes: true, require_billing_address: false }

type Key = Pick<CheckoutPublic, 'client_secret'>
type Body = Parameters<typeof createCheckout>[2]['body']

/** What a seller offers and a buyer does, in the world that is open when it is done. */
export function checkoutsIn(world: () => World) {
  /** Sold monthly, at a price in each of these currencies. */
  function product(
    name: string,
    amounts: Record<string, number>,
    trial: { trial_interval?: 'day'; trial_interval_count?: number } = {},
  ): Promise<string> {
    return sell(name, amounts, { recurring_interval: 'month', ...trial })
  }

  const soldOnce = (name: string, amounts: Record<string, number>) =>
    sell(name, amounts, { recurring_interval: null })

  async function sell(
    name: string,
    amounts: Record<string, number>,
    how: { recurring_interval: 'month' | null; trial_interval?: 'day'; trial_interval_count?: number },
  ): Promise<string> {
    const prices = Object.entries(amounts).map(([price_currency, price_amount]) => ({
      amount_type: 'fixed' as const,
      price_amount,
      price_currency,
    }))
    const { id } = await createProduct(world().ports, world().organization, {
      body: { name, visibility: 'public', prices, ...how },
    })
    return id
  }

  function open(body: Omit<Body, keyof typeof offer>) {
    return createCheckout(world().ports, world().organization, { body: { ...offer, ...body } })
  }

  function see({ client_secret }: Key) {
    return getClientCheckout(world().ports, nobody, { params: { client_secret } })
  }

  /** Confirms, and reads what came of it. */
  async function confirm({ client_secret }: Key, body: { confirmation_token_id?: string }) {
    const params = { client_secret }
    const { customer_session_token } = await confirmClientCheckout(world().ports, nobody, { params, body })
    return { ...(await see({ client_secret })), customer_session_token }
  }

  async function pay(checkout: Key, number = works) {
    return confirm(checkout, { confirmation_token_id: await world().cardToken(number) })
  }

  const goOn = (checkout: Key) => confirm(checkout, {})

  /** What the buyer tells the bank. */
  async function approve(checkout: Key, answer = true): Promise<void> {
    const { payment_processor_metadata } = await see(checkout)
    const client_secret = payment_processor_metadata.intent_client_secret!
    await world().ports.processor.authenticate({ client_secret, approve: answer })
  }

  return { product, soldOnce, open, see, pay, goOn, approve }
}
