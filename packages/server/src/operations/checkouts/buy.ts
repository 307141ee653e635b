import { Refusal } from '@verge/polar/refusals'
import { isFor } from '../../billing/discount.ts'
import { priceFor } from '../../billing/price.ts'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { ProductPriceRow, ProductRow } from '../../db/tables/products.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { lockCustomer } from '../customers/find.ts'
import { discountOf } from '../discounts/load.ts'
import { redeem } from '../discounts/redeem.ts'
import { createOrder } from '../orders/create.ts'
import { collect } from '../payments/collect.ts'
import { sellablesById } from '../products/load.ts'
import { createSubscription, hadTrial, refuseSecond } from '../subscriptions/create.ts'
import { termsOf } from '../subscriptions/terms.ts'
import { asShown } from './buyer.ts'
import { change } from './conclude.ts'
import { lockCheckout } from './load.ts'
import { isSoldOnce } from '../products/sold-once.ts'
import { trialOf } from './trial.ts'

/** What was chosen, with the payment to be made for it; a trial owes nothing yet. */
export async function buy(
  ports: Ports,
  id: string,
  payment_method_id: string | null,
  cause: Cause,
): Promise<string | null> {
  return ports.db.transaction().execute(async (tx) => {
    const checkout = await lockCheckout(tx, id)
    // Another confirmation may have opened it again meanwhile, and then there is nothing to go on with.
    if (checkout.status !== 'confirmed') return null
    if (checkout.order_id) return latestAttempt({ db: tx }, checkout.order_id)
    const locked = await lockCustomer(tx, checkout.customer_id!)
    await refuseRepetition(tx, checkout, locked.id)
    const { product, prices } = (await sellablesById(tx, [checkout.product_id])).get(checkout.product_id)!
    const price = prices.find((one) => one.id === checkout.product_price_id)!
    const discount = await discountOf(tx, checkout)
    const discount_id = discount && isFor(discount, product.id) ? discount.id : null
    const customer = await withDefault(tx, ports, locked, checkout, payment_method_id, cause)
    const bought = { checkout, customer, product, price, discount_id, payment_method_id, cause }
    const { subscription, order } = isSoldOnce(product)
      ? { subscription: null, order: await purchase(tx, ports, bought) }
      : await subscribe(tx, ports, bought)
    const set = { subscription_id: subscription?.id ?? null, order_id: order?.id ?? null }
    if (!order) {
      await change(tx, ports, checkout, { ...set, status: 'succeeded' }, cause)
      return null
    }
    await change(tx, ports, checkout, set, cause)
    const attempt = await collect(tx, ports, {
      subscription,
      order,
      payment_method_id,
      trigger: 'initial',
      cause,
    })
    if (attempt) return attempt.id
    const paid = await tx.selectFrom('checkouts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    await change(tx, ports, paid, { status: 'succeeded' }, cause)
    return null
  })
}

interface Bought {
  checkout: CheckoutRow
  customer: CustomerRow
  product: ProductRow
  price: ProductPriceRow
  discount_id: string | null
  payment_method_id: string | null
  cause: Cause
}

/** The subscription and its first order; a trial has none yet. */
async function subscribe(
  tx: Tx,
  ports: Ports,
  { checkout, customer, product, price, discount_id, payment_method_id, cause }: Bought,
) {
  const trial = trialOf(checkout, product)
  const subscription = await createSubscription(tx, ports, {
    customer,
    terms: termsOf(product, price, checkout.seats),
    currency: price.price_currency,
    discount_id,
    trial,
    payment_method_id,
    origin: { checkout_id: checkout.id },
    metadata: checkout.metadata,
    cause,
  })
  if (trial) return { subscription, order: null }
  const order = await createOrder(tx, ports, {
    customer: asShown(customer, checkout),
    subscription,
    billing_reason: 'subscription_create',
    period: subscription,
    cause,
  })
  return { subscription, order }
}

/** An order alone. Its discount is used up where it takes something off. */
async function purchase(
  tx: Tx,
  ports: Ports,
  { checkout, customer, product, price, discount_id, cause }: Bought,
): Promise<OrderRow> {
  const order = await createOrder(tx, ports, {
    customer: asShown(customer, checkout),
    purchase: {
      product_id: product.id,
      product_price_id: price.id,
      amount: priceFor(price, null),
      currency: price.price_currency,
      discount_id,
      checkout_id: checkout.id,
      metadata: checkout.metadata,
    },
    cause,
  })
  if (order.discount_id)
    await redeem(tx, { discount_id: order.discount_id, customer_id: customer.id, order_id: order.id })
  return order
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

/** What already runs is not bought beside itself, and what was tried is not tried again; what is sold once may be bought anew. */
export async function refuseRepetition(tx: Tx, checkout: CheckoutRow, customer_id: string): Promise<void> {
  const { product } = (await sellablesById(tx, [checkout.product_id])).get(checkout.product_id)!
  if (isSoldOnce(product)) return
  await refuseSecond(tx, customer_id, checkout.product_id)
  if (checkout.allow_trial && (await hadTrial(tx, customer_id, checkout.product_id))) {
    throw new Refusal(
      'TrialAlreadyRedeemed',
      'You have tried this product before. Nothing was charged. Sign in to buy it.',
    )
  }
}
