import { sql } from 'kysely'
import type { Ports } from '../ports/ports.ts'

export type Due =
  | { kind: 'period_end'; id: string; at: Date }
  | { kind: 'resumption'; id: string; at: Date }
  | { kind: 'payment_retry'; id: string; at: Date }

const billable = ['trialing', 'active', 'past_due'] as const

/** The earliest thing that falls due at or before `until`; what is due at one instant is taken in the order of its id. */
export async function firstDue({ db }: Ports, until: Date): Promise<Due | null> {
  const [period, resumption, retry] = await Promise.all([
    db
      .selectFrom('subscriptions')
      .select(['id', 'current_period_end as at'])
      .where('status', 'in', billable)
      .where('current_period_end', '<=', until)
      // Until the payment of a change is settled, the old period is not over.
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('orders')
              .select('orders.id')
              .whereRef('orders.subscription_id', '=', 'subscriptions.id')
              .where('orders.status', '=', 'pending')
              .where('orders.subscription_terms', 'is not', null),
          ),
        ),
      )
      .orderBy('current_period_end')
      .orderBy('id')
      .executeTakeFirst(),
    db
      .selectFrom('subscriptions')
      .select(['id', sql<Date>`resumes_at`.as('at')])
      .where('status', '=', 'paused')
      .where('resumes_at', '<=', until)
      .orderBy('resumes_at')
      .orderBy('id')
      .executeTakeFirst(),
    db
      .selectFrom('orders')
      .select(['id', sql<Date>`next_payment_attempt_at`.as('at')])
      .where('next_payment_attempt_at', '<=', until)
      .orderBy('next_payment_attempt_at')
      .orderBy('id')
      .executeTakeFirst(),
  ])
  const due: Due[] = [
    ...(period ? [{ kind: 'period_end' as const, ...period }] : []),
    ...(resumption ? [{ kind: 'resumption' as const, ...resumption }] : []),
    ...(retry ? [{ kind: 'payment_retry' as const, ...retry }] : []),
  ]
  return due.toSorted((one, other) => one.at.getTime() - other.at.getTime())[0] ?? null
}
