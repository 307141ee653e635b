import type { listOverduePayments as contract, OverduePayment } from '@verge/polar/contract/overdue-payments'
import type { OutputOf } from '@verge/polar/contract/operation'
import { declineOf } from '@verge/polar/policy/declines'
import { isPaused } from '@verge/polar/policy/subscriptions'
import { sql } from 'kysely'
import { lossOf, triesAhead } from '../../billing/dunning.ts'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { countedTriggers } from './dun.ts'
import { isOpenAttempt } from './open.ts'

/** Of each, what the schedule of dunning would do next; it is worked out by the rules that will do it. */
export async function listOverduePayments(
  { db, clock }: Ports,
  actor: CustomerActor,
): Promise<OutputOf<typeof contract>> {
  const orders = await db
    .selectFrom('orders')
    .innerJoin('subscriptions', 'subscriptions.id', 'orders.subscription_id')
    .innerJoin('products', 'products.id', 'subscriptions.product_id')
    .innerJoin('organizations', 'organizations.id', 'orders.organization_id')
    .where('orders.customer_id', '=', actor.customer_id)
    .where('orders.status', '=', 'pending')
    .where('orders.next_payment_attempt_at', 'is not', null)
    .where('subscriptions.ended_at', 'is', null)
    .orderBy('orders.created_at')
    .orderBy('orders.id')
    .select([
      'orders.id',
      'orders.due_amount',
      'orders.currency',
      'orders.cardless_tries',
      'orders.created_at',
      'orders.next_payment_attempt_at',
      'subscriptions.id as subscription_id',
      'subscriptions.status',
      'subscriptions.past_due_at',
      'subscriptions.ends_at',
      'products.name as product_name',
      'organizations.grace_days',
      sql<boolean>`EXISTS (SELECT 1 FROM product_benefits WHERE product_benefits.product_id = products.id)`.as(
        'has_benefits',
      ),
    ])
    .execute()
  if (orders.length === 0) return { items: [] }
  const tried = await triedWith(
    db,
    orders.map(({ id }) => id),
  )
  const now = clock.now()
  const items = orders.flatMap((order): OverduePayment[] => {
    const attempts = tried.get(order.id) ?? []
    const failed = attempts.findLast(({ status }) => status === 'failed')
    // What is being charged for the first time is not past due.
    if (!failed && order.cardless_tries === 0) return []
    const decline_code = failed ? failed.decline_code : 'missing_payment_method'
    const counted = attempts.filter(
      ({ status, trigger }) => status === 'failed' && countedTriggers.includes(trigger),
    )
    const past_due_at = order.past_due_at ?? counted[0]?.modified_at ?? order.created_at
    const tries = triesAhead(order.next_payment_attempt_at!, {
      failures: counted.length + order.cardless_tries,
      past_due_at,
      decline_code: decline_code ?? '',
    })
    const { tries_at, access_ends_at, ends_at } = lossOf({ ...order, tries, past_due_at })
    return [
      {
        order_id: order.id,
        subscription_id: order.subscription_id,
        product_name: order.product_name,
        amount: order.due_amount,
        currency: order.currency,
        failed_at: failed?.modified_at ?? past_due_at,
        reason: declineOf(decline_code),
        card: failed ? { brand: failed.brand, last4: failed.last4 } : null,
        is_being_paid: attempts.some(isOpenAttempt),
        tries_at,
        has_access: !isPaused(order) && access_ends_at > now,
        access_ends_at,
        ends_at: isPaused(order) ? null : ends_at,
      },
    ]
  })
  return { items }
}

/** Every try to pay these orders, by order, the last one last. */
async function triedWith(db: Ports['db'], order_ids: string[]) {
  const attempts = await db
    .selectFrom('payment_attempts')
    .innerJoin('payment_methods', 'payment_methods.id', 'payment_attempts.payment_method_id')
    .where('payment_attempts.order_id', 'in', order_ids)
    .orderBy('payment_attempts.created_at')
    .orderBy('payment_attempts.id')
    .select([
      'payment_attempts.order_id',
      'payment_attempts.status',
      'payment_attempts.trigger',
      'payment_attempts.decline_code',
      'payment_attempts.modified_at',
      'payment_methods.brand',
      'payment_methods.last4',
    ])
    .execute()
  return Map.groupBy(attempts, ({ order_id }) => order_id)
}
