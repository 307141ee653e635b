import type { PaymentAttemptRow } from '../../db/tables/payments.ts'

/** The money may still move, or has in a way that somebody must look at: no second payment of the order begins. */
export const openStatuses = ['unknown', 'requires_action', 'processing', 'quarantined'] as const

export function isOpenAttempt({ status }: Pick<PaymentAttemptRow, 'status'>): boolean {
  return (openStatuses as readonly string[]).includes(status)
}
