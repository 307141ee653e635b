import { Refusal } from '@verge/polar/refusals'
import { isFor } from '../../billing/discount.ts'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { lockCustomer } from '../customers/find.ts'
import { discountOf } from '../discounts/load.ts'
import { createOrder } from '../orders/create.ts'
import { collect } from '../payments/collect.ts'
import { sellablesById } from '../products/load.ts'
import { createSubscription, hadTrial, refuseSecond } from '../subscriptions/create.ts'
import { termsOf } from '../subscriptions/terms.ts'
import { asShown } from './buyer.ts'
import { change } from './conclude.ts'
import { lockCheckout } from './load.ts'
import { trialOf } from './trial.ts'

/** The subscription, and its first order with the payment to be made; a trial owes nothing yet. */
export async function subscribe(
  ports: Ports,
  id: string,
  payment_method_id: string | null,
  cause: Cause,
): Promise<string | null> {
  return ports.db.transaction().execute(async (tx) => {
    const checkout = await lockCheckout(tx, id)
    // Another confirmation may have opened it again meanwhile, and then there is nothing to go on with.
    if (checkout.status !== 'confirmed') return null
    if (checkout.subscription_id) return checkout.order_id && latestAttempt({ db: tx }, checkout.order_id)
    const locked = await lockCustomer(tx, checkout.customer_id!)
    await refuseRepetition(tx, checkout, locked.id)
    const sellable = (await sellablesById(tx, [checkout.product_id])).get(checkout.product_id)!
    const { product } = sellable
    const price = sellable.prices.find((one) => one.id === checkout.product_price_id)!
    const trial = trialOf(checkout, product)
    const discount = await discountOf(tx, checkout)
    const customer = await withDefault(tx, ports, locked, checkout, payment_method_id, cause)
    const subscription = await createSubscription(tx, ports, {
      customer,
      terms: termsOf(product, price, checkout.seats),
      currency: price.price_currency,
      discount_id: discount && isFor(discount, product.id) ? discount.id : null,
      trial,
      payment_method_id,
      origin: { checkout_id: id },
      metadata: checkout.metadata,
      cause,
    })
    if (trial) {
      const set = { status: 'succeeded', subscription_id: subscription.id } as const
      await change(tx, ports, checkout, set, cause)
      return null
    }
    const order = await createOrder(tx, ports, {
      customer: asShown(customer, checkout),
      subscription,
      billing_reason: 'subscription_create',
      period: subscription,
      cause,
    })
    const set = { subscription_id: subscription.id, order_id: order.id }
    await change(tx, ports, checkout, set, cause)
    const attempt = await collect(tx, ports, {
      subscription,
      order,
      payment_method_id,
      trigger: 'initial',
      cause,
    })
    if (attempt) return attempt.id
    const bought = await tx.selectFrom('checkouts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    await change(tx, ports, bought, { status: 'succeeded' }, cause)
    return null
  })
}

/** Somebody who only typed the e-mail address pays with their card, and leaves the customer's own the default. */
async function withDefault(
  tx: Tx,
  ports: Ports,
  customer: CustomerRow,
  { is_buyer_known }: CheckoutRow,
  default_payment_method_id: string | null,
  cause: Cause,
): Promise<CustomerRow> {
  if (!default_payment_method_id || (customer.default_payment_method_id && !is_buyer_known)) return customer
  const events = ['customer.updated', 'customer.state_changed'] as const
  const change = { set: { default_payment_method_id }, events }
  return applyChange(tx, ports, 'customers', customer, change, cause)
}

export async function latestAttempt({ db }: { db: Ports['db'] | Tx }, order_id: string): Promise<string> {
  const { id } = await db
    .selectFrom('payment_attempts')
    .select('id')
    .where('order_id', '=', order_id)
    .orderBy('created_at', 'desc')
    .executeTakeFirstOrThrow()
  return id
}

/** What already runs is not bought beside itself, and what was tried is not tried again. */
export async function refuseRepetition(tx: Tx, checkout: CheckoutRow, customer_id: string): Promise<void> {
  await refuseSecond(tx, customer_id, checkout.product_id)
  if (checkout.allow_trial && (await hadTrial(tx, customer_id, checkout.product_id))) {
    throw new Refusal(
      'TrialAlreadyRedeemed',
      'You have tried this product before. Nothing was charged. Sign in to buy it.',
    )
  }
}
