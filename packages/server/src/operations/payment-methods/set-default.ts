import type { AgreedPayments } from '@verge/polar/contract/payment-methods'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { PaymentAttemptRow } from '../../db/tables/payments.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor } from '../actor.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { lockCustomer } from '../customers/find.ts'
import { cardFacts } from '../emails/cards.ts'
import { queueMail } from '../emails/queue.ts'
import { settleAttempt } from '../payments/attempt.ts'
import { openDuePayments } from './due-payments.ts'
import { requireOwnCard } from './find.ts'

/**
 * The new default pays every renewal from now on, also of subscriptions that were bought with another card, and at once
 * what is waiting for a payment.
 */
export async function setDefaultPaymentMethod(
  ports: Ports,
  actor: CustomerActor,
  payment_method_id: string,
  agreed?: AgreedPayments,
): Promise<void> {
  const attempts = await ports.db.transaction().execute(async (tx) => {
    const customer = await lockCustomer(tx, actor.customer_id)
    return makeDefault(tx, ports, actor, customer, payment_method_id, agreed)
  })
  for (const attempt of attempts) await settleAttempt(ports, attempt.id)
}

/** Under the customer's lock; the payments that it opened are still to be settled. */
export async function makeDefault(
  tx: Tx,
  ports: Ports,
  actor: CustomerActor,
  customer: CustomerRow,
  payment_method_id: string,
  agreed?: AgreedPayments,
): Promise<PaymentAttemptRow[]> {
  const method = await requireOwnCard(tx, customer.id, 'default_payment_method_id', payment_method_id)
  const change = {
    set: { default_payment_method_id: payment_method_id },
    events: ['customer.updated', 'customer.state_changed'] as const,
  }
  const cause = { actor: nameOf(actor), operation: 'payment_methods.set_default' }
  const changed = await applyChange(tx, ports, 'customers', customer, change, cause)
  const pinned = await pinRunningSubscriptions(tx, ports, customer.id, payment_method_id, cause)
  if (pinned > 0 || customer.default_payment_method_id !== payment_method_id)
    await queueMail(tx, ports, 'card_changed', { ...changed, customer_id: customer.id }, cardFacts(method))
  const payer = { customer_id: customer.id, pinned: null }
  return openDuePayments(tx, ports, payment_method_id, payer, agreed)
}

/** How many have another card now. */
async function pinRunningSubscriptions(
  tx: Tx,
  ports: Ports,
  customer_id: string,
  payment_method_id: string,
  cause: Cause,
): Promise<number> {
  const subscriptions = await tx
    .selectFrom('subscriptions')
    .selectAll()
    .where('customer_id', '=', customer_id)
    .where('ended_at', 'is', null)
    .where('payment_method_id', 'is distinct from', payment_method_id)
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const subscription of subscriptions) {
    const change = {
      set: { payment_method_id },
      events: ['subscription.updated', 'customer.state_changed'] as const,
    }
    await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
  }
  return subscriptions.length
}
