import type { Card } from '../../ports/payment-processor.ts'
import type { Ports } from '../../ports/ports.ts'
import { applyChange } from '../apply-change.ts'
import { lockCustomer } from '../customers/find.ts'
import { followCard } from './follow.ts'
import { openDuePayments } from './due-payments.ts'
import { settleAttempt } from '../payments/attempt.ts'

const cause = { actor: 'processor', operation: 'payment_methods.renew' }

/** A network has given the card another number or date. What its old ones could not pay is charged to it at once. */
export async function renewCard(ports: Ports, card: Card): Promise<'applied'> {
  const methods = await ports.db
    .selectFrom('payment_methods')
    .innerJoin('customers', 'customers.id', 'payment_methods.customer_id')
    .select(['payment_methods.id', 'customer_id'])
    .where('processor_id', '=', card.processor_id)
    .where('payment_methods.deleted_at', 'is', null)
    .where('customers.deleted_at', 'is', null)
    .execute()
  for (const method of methods) {
    const attempts = await ports.db.transaction().execute(async (tx) => {
      const customer = await lockCustomer(tx, method.customer_id)
      const { brand, last4, exp_month, exp_year } = card
      const renewed = await tx
        .updateTable('payment_methods')
        .set({ brand, last4, exp_month, exp_year, modified_at: ports.clock.now() })
        .where('id', '=', method.id)
        .where(({ or, eb }) =>
          or([
            eb('last4', '<>', last4),
            eb('exp_month', '<>', exp_month),
            eb('exp_year', '<>', exp_year),
            eb('brand', '<>', brand),
          ]),
        )
        .returningAll()
        .executeTakeFirst()
      if (!renewed) return []
      await followCard(tx, ports, renewed)
      const change = { set: {}, events: ['customer.updated'] as const }
      await applyChange(tx, ports, 'customers', customer, change, cause)
      return openDuePayments(tx, ports, method.id, { customer_id: customer.id, pinned: method.id })
    })
    for (const attempt of attempts) await settleAttempt(ports, attempt.id)
  }
  return 'applied'
}
