import type { deletePaymentMethod as contract } from '@verge/polar/contract/payment-methods'
import type { InputOf } from '@verge/polar/contract/operation'
import { needsCard } from '@verge/polar/policy/subscriptions'
import { notFound, Refusal } from '@verge/polar/refusals'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { lockCustomer } from '../customers/find.ts'
import { cardFacts } from '../emails/cards.ts'
import { queueMail } from '../emails/queue.ts'
import { openStatuses } from '../payments/open.ts'
import { removeCards } from './remove.ts'

/** What a subscription still needs passes to another card; the last one it needs is kept. */
export async function deletePaymentMethod(
  ports: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof contract>,
): Promise<void> {
  const cause = { actor: nameOf(actor), operation: 'payment_methods.delete' }
  await ports.db.transaction().execute(async (tx) => {
    const customer = await lockCustomer(tx, actor.customer_id)
    const methods = await tx
      .selectFrom('payment_methods')
      .selectAll()
      .where('customer_id', '=', customer.id)
      .where('deleted_at', 'is', null)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .execute()
    const method = methods.find((one) => one.id === params.id)
    if (!method) throw notFound()
    await refuseWhileCharged(tx, method.id)
    const others = methods.filter((one) => one !== method)
    const heir = others.find((one) => one.id === customer.default_payment_method_id) ?? others[0]
    const pinned = await tx
      .selectFrom('subscriptions')
      .selectAll()
      .where('customer_id', '=', customer.id)
      .where('payment_method_id', '=', method.id)
      .orderBy('id')
      .forUpdate()
      .execute()
    for (const subscription of pinned.filter(needsCard)) {
      if (!heir) {
        throw new Refusal(
          'PaymentMethodInUseByActiveSubscription',
          'This is the only card of a running subscription. Add another one first. Nothing was changed.',
        )
      }
      const change = {
        set: { payment_method_id: heir.id },
        events: ['subscription.updated', 'customer.state_changed'] as const,
      }
      await applyChange(tx, ports, 'subscriptions', subscription, change, cause)
    }
    await removeCards(tx, ports, [method])
    const wasDefault = customer.default_payment_method_id === method.id
    const set = wasDefault ? { default_payment_method_id: null } : {}
    const change = { set, events: ['customer.updated', 'customer.state_changed'] as const }
    const changed = await applyChange(tx, ports, 'customers', customer, change, cause)
    await queueMail(tx, ports, 'card_removed', { ...changed, customer_id: customer.id }, cardFacts(method))
  })
}

/** Whoever begins a charge holds the customer's lock too, so that none begins meanwhile. */
async function refuseWhileCharged(tx: Tx, payment_method_id: string): Promise<void> {
  const charge = await tx
    .selectFrom('payment_attempts')
    .select('id')
    .where('payment_method_id', '=', payment_method_id)
    .where('status', 'in', openStatuses)
    .executeTakeFirst()
  if (charge) {
    throw new Refusal(
      'PaymentAlreadyInProgress',
      'A payment with this card is on its way. Remove the card when it has settled. Nothing was changed.',
    )
  }
}
