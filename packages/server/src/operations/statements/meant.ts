import { sql } from 'kysely'
import { leavesAtOnce } from '../../billing/cancellation.ts'
import { isBillable, isPaused } from '@verge/polar/policy/subscriptions'
import type { LeavingStatementRow } from '../../db/tables/leaving.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Tx } from '../../ports/ports.ts'

export interface Running extends Pick<SubscriptionRow, 'id' | 'status' | 'current_period_end'> {
  product: string
  /** Of its invoices. */
  numbers: readonly string[]
  leaves_at_once: boolean
}

/** What somebody with this address has and may end: their own, or that of a customer whose bills they look after. */
export async function runningOf(
  tx: Tx,
  { organization_id, email }: Pick<LeavingStatementRow, 'organization_id' | 'email'>,
): Promise<Running[]> {
  const address = email.toLowerCase()
  const found = await tx
    .selectFrom('subscriptions')
    .innerJoin('customers', 'customers.id', 'subscriptions.customer_id')
    .innerJoin('products', 'products.id', 'subscriptions.product_id')
    .select([
      'subscriptions.id',
      'subscriptions.status',
      'subscriptions.current_period_start',
      'subscriptions.current_period_end',
      'products.name as product',
    ])
    .where('subscriptions.organization_id', '=', organization_id)
    .where('subscriptions.ended_at', 'is', null)
    .where('customers.deleted_at', 'is', null)
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb(sql`lower(customers.email)`, '=', address),
        exists(
          selectFrom('members')
            .select('members.id')
            .whereRef('members.customer_id', '=', 'customers.id')
            .where('members.deleted_at', 'is', null)
            .where('members.role', 'in', ['owner', 'billing_manager'])
            .where(sql`lower(members.email)`, '=', address),
        ),
      ]),
    )
    .orderBy('subscriptions.created_at')
    .orderBy('subscriptions.id')
    .execute()
  const running = found.filter((one) => isBillable(one) || isPaused(one))
  if (running.length === 0) return []
  const orders = await tx
    .selectFrom('orders')
    .select(['subscription_id', 'invoice_number', 'status', 'period_start'])
    .where(
      'subscription_id',
      'in',
      running.map(({ id }) => id),
    )
    .execute()
  return running.map((one) => {
    const own = orders.filter(({ subscription_id }) => subscription_id === one.id)
    return {
      ...one,
      numbers: own.map(({ invoice_number }) => invoice_number),
      leaves_at_once: leavesAtOnce(one, own),
    }
  })
}

/** The only one, or the only one that the words name by a number or by what was bought; undefined: they have to say. */
export function meantBy(contract: string, running: readonly Running[]): Running | undefined {
  if (running.length === 1) return running[0]
  const words = contract.toLowerCase()
  const isNamed = (text: string) => words.includes(text.toLowerCase())
  const numbered = running.filter(({ id, numbers }) => isNamed(id) || numbers.some(isNamed))
  if (numbered.length > 0) return numbered.length === 1 ? numbered[0] : undefined
  const named = running.filter(({ product }) => words.trim() === product.toLowerCase())
  return named.length === 1 ? named[0] : undefined
}
