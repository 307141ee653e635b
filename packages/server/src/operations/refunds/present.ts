import type { Refund } from '@verge/polar/contract/refunds'
import type { RefundRow } from '../../db/tables/payments.ts'

export function presentRefund(refund: RefundRow): Refund {
  return { ...refund, dispute: null }
}
