import * as z from 'zod'
import { operation } from './operation.ts'
import {
  amount,
  created,
  currency,
  flag,
  id,
  listOf,
  manyOf,
  metadata,
  page,
  sortingBy,
  text,
} from './values.ts'

export const refundStatus = z.enum(['pending', 'succeeded', 'failed', 'canceled'])
export const refundReason = z.enum([
  'duplicate',
  'fraudulent',
  'customer_request',
  'service_disruption',
  'satisfaction_guarantee',
  'dispute_prevention',
  'other',
])

/** `amount` is without the tax, which goes back in proportion beside it. */
export const refund = z.object({
  ...created,
  metadata,
  status: refundStatus,
  reason: refundReason,
  amount,
  tax_amount: amount,
  currency,
  organization_id: id,
  order_id: id,
  subscription_id: id.nullable(),
  customer_id: id,
  revoke_benefits: z.boolean(),
  dispute: z.null(),
})
export type Refund = z.output<typeof refund>

export const createRefund = operation({
  name: 'refunds.create',
  method: 'POST',
  path: '/v1/refunds/',
  gate: 'organization',
  body: z.strictObject({
    order_id: id,
    reason: refundReason,
    amount: z.int().min(1),
    comment: text.max(10_000).nullable().optional(),
    revoke_benefits: z.boolean().default(false),
    metadata: metadata.default({}),
  }),
  status: 201,
  output: refund,
  refusals: ['RefundedAlready', 'NotPermitted'],
})

export const listRefunds = operation({
  name: 'refunds.list',
  method: 'GET',
  path: '/v1/refunds/',
  gate: 'organization',
  query: z.strictObject({
    ...page,
    id: manyOf(id),
    organization_id: manyOf(id),
    order_id: manyOf(id),
    subscription_id: manyOf(id),
    customer_id: manyOf(id),
    external_customer_id: manyOf(z.string()),
    succeeded: flag.optional(),
    sorting: sortingBy('created_at', 'amount'),
  }),
  status: 200,
  output: listOf(refund),
})
