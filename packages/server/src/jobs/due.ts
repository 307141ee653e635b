import { sql } from 'kysely'
import type { Ports } from '../ports/ports.ts'

export type Due =
  | { kind: 'period_end'; id: string; at: Date }
  | { kind: 'payment_retry'; id: string; at: Date }

const billable = ['trialing', 'active', 'past_due'] as const

/** The earliest thing that falls due at or before `until`; what is due at one instant is taken in the order of its id. */
export async function firstDue({ db }: Ports, until: Date): Promise<Due | null> {
  const [period, retry] = await Promise.all([
    db
      .selectFrom('subscriptions')
      .select(['id', 'current_period_end as at'])
      .where('status', 'in', billable)
      .where('current_period_end', '<=', until)
      .orderBy('current_period_end')
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
  if (period && (!retry || period.at <= retry.at)) return { kind: 'period_end', ...period }
  return retry ? { kind: 'payment_retry', ...retry } : null
}
