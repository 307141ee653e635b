import type { resubscribe as contract } from '@verge/polar/contract/own-subscriptions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { resubscriptionRefusal } from '@verge/polar/policy/subscriptions'
import { invalid, outdated, Refusal } from '@verge/polar/refusals'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor } from '../actor.ts'
import { lockCustomer } from '../customers/find.ts'
import { createOrder } from '../orders/create.ts'
import { settleAttempt } from '../payments/attempt.ts'
import { collect } from '../payments/collect.ts'
import { verdictOn } from '../payments/wording.ts'
import { createSubscription, refuseSecond } from './create.ts'
import { methodFor } from './method.ts'
import { ownSubscription, resubscriptionCharge } from './preview.ts'

type Input = InputOf<typeof contract>

/** A new subscription on the ended one's terms, paid now. One decision, told twice, buys once. */
export async function resubscribe(
  ports: Ports,
  actor: CustomerActor,
  input: Input,
): Promise<OutputOf<typeof contract>> {
  const { attempt_id, order_id, subscription_id } = await ports.db.transaction().execute(async (tx) => {
    const customer = await lockCustomer(tx, actor.customer_id)
    return (await alreadyBought(tx, customer, input)) ?? buy(tx, ports, actor, customer, input)
  })
  // What is too little to charge is owed until the next order, and the subscription has begun.
  if (!attempt_id) return { status: 'succeeded', order_id, subscription_id, client_secret: null, error: null }
  const attempt = await settleAttempt(ports, attempt_id)
  const { status, error } = verdictOn(attempt)
  return {
    // An unknown outcome is no failure: the customer is told to wait for the bank, and it is asked again.
    status: status === 'unknown' ? 'requires_action' : status,
    order_id,
    subscription_id,
    client_secret: attempt.client_secret,
    error,
  }
}

async function alreadyBought(tx: Tx, customer: CustomerRow, { params, body }: Input) {
  const bought = await tx
    .selectFrom('subscriptions')
    .innerJoin('orders', 'orders.subscription_id', 'subscriptions.id')
    .leftJoin('payment_attempts', 'payment_attempts.order_id', 'orders.id')
    .select([
      'payment_attempts.id as attempt_id',
      'orders.id as order_id',
      'subscriptions.id as subscription_id',
      'resubscribed_from_id',
      'due_amount',
    ])
    .where('subscriptions.customer_id', '=', customer.id)
    .where('idempotency_key', '=', body.idempotency_key)
    .orderBy('orders.created_at')
    .orderBy('payment_attempts.created_at')
    .executeTakeFirst()
  if (!bought) return undefined
  if (bought.resubscribed_from_id !== params.id || bought.due_amount !== body.agreed_amount) {
    throw invalid(
      ['body', 'idempotency_key'],
      'This key was used for another purchase. Nothing was charged.',
      body.idempotency_key,
    )
  }
  return bought
}

async function buy(
  tx: Tx,
  ports: Ports,
  actor: CustomerActor,
  customer: CustomerRow,
  { params, body }: Input,
) {
  const own = await ownSubscription(tx, actor, params.id)
  const { subscription: ended } = own
  const refusal = resubscriptionRefusal(ended)
  if (refusal) throw refusal
  await refuseSecond(tx, customer.id, ended.product_id)
  const payment_method_id = await methodFor(tx, customer, ended)
  if (!payment_method_id) {
    throw new Refusal('PaymentMethodRequired', 'Add a payment method first. Nothing was charged.')
  }
  const { due_amount } = await resubscriptionCharge(tx, own)
  if (due_amount !== body.agreed_amount) throw outdated()
  const cause = { actor: nameOf(actor), operation: 'subscriptions.resubscribe' }
  const subscription = await createSubscription(tx, ports, {
    customer,
    terms: ended,
    currency: ended.currency,
    discount_id: null,
    trial: null,
    payment_method_id: null,
    origin: { resubscribed_from_id: ended.id, idempotency_key: body.idempotency_key },
    metadata: ended.metadata,
    cause,
  })
  const order = await createOrder(tx, ports, {
    customer,
    subscription,
    billing_reason: 'subscription_create',
    period: subscription,
    cause,
  })
  const attempt = await collect(tx, ports, {
    subscription,
    order,
    payment_method_id,
    trigger: 'customer',
    cause,
  })
  return { attempt_id: attempt?.id ?? null, order_id: order.id, subscription_id: subscription.id }
}
