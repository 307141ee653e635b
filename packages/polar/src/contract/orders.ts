import * as z from 'zod'
import { customer } from './customers.ts'
import { discount } from './discounts.ts'
import { operation } from './operation.ts'
import { portalProduct, product } from './products.ts'
import { subscriptionBase } from './subscriptions.ts'
import {
  address,
  amount,
  created,
  currency,
  id,
  line,
  listOf,
  manyOf,
  metadata,
  metadataFilter,
  page,
  sortingBy,
  text,
  timestamp,
} from './values.ts'

export const orderStatus = z.enum(['pending', 'paid', 'refunded', 'partially_refunded', 'void'])
export const billingReason = z.enum([
  'purchase',
  'subscription_create',
  'subscription_cycle',
  'subscription_update',
  'subscription_meter_cycle',
])

export const orderItem = z.object({
  ...created,
  label: z.string(),
  amount,
  tax_amount: amount,
  proration: z.boolean(),
  product_price_id: id.nullable(),
  start_timestamp: timestamp.nullable(),
  end_timestamp: timestamp.nullable(),
})

const orderBase = z.object({
  ...created,
  status: orderStatus,
  paid: z.boolean(),
  subtotal_amount: amount,
  discount_amount: amount,
  net_amount: amount,
  tax_amount: amount,
  total_amount: amount,
  applied_balance_amount: amount,
  due_amount: amount,
  refunded_amount: amount,
  refunded_tax_amount: amount,
  currency,
  billing_reason: billingReason,
  billing_name: z.string().nullable(),
  billing_address: address.nullable(),
  invoice_number: z.string(),
  is_invoice_generated: z.boolean(),
  receipt_number: z.string().nullable(),
  seats: z.int().nullable().default(null),
  units: z.int().nullable().default(null),
  customer_id: id,
  product_id: id.nullable(),
  discount_id: id.nullable(),
  subscription_id: id.nullable(),
  checkout_id: id.nullable(),
  next_payment_attempt_at: timestamp.nullable().default(null),
  items: z.array(orderItem),
  description: z.string(),
  refundable_amount: amount,
  refundable_tax_amount: amount,
})

export const customerOrder = orderBase.extend({
  product: portalProduct.nullable(),
  subscription: subscriptionBase.nullable(),
})
export type CustomerOrder = z.output<typeof customerOrder>

export const order = orderBase.extend({
  metadata,
  custom_field_data: metadata,
  platform_fee_amount: amount,
  platform_fee_currency: currency.nullable(),
  customer,
  product: product.nullable(),
  discount: discount.nullable(),
  subscription: subscriptionBase.extend({ metadata }).nullable(),
})
export type Order = z.output<typeof order>

const byId = z.object({ id })
const document = z.object({ url: z.string() })
const billingDetails = z.strictObject({
  billing_name: line.nullable().optional(),
  billing_address: address.nullable().optional(),
})

export const listCustomerOrders = operation({
  name: 'customer_portal.orders.list',
  method: 'GET',
  path: '/v1/customer-portal/orders/',
  gate: 'billing',
  query: z.strictObject({
    ...page,
    product_id: manyOf(id),
    product_billing_type: manyOf(z.enum(['one_time', 'recurring'])),
    subscription_id: manyOf(id),
    query: text.optional(),
    sorting: sortingBy('created_at', 'amount', 'net_amount', 'product', 'subscription'),
  }),
  status: 200,
  output: listOf(customerOrder),
  refusals: ['NotPermitted'],
})

export const getCustomerOrder = operation({
  name: 'customer_portal.orders.get',
  method: 'GET',
  path: '/v1/customer-portal/orders/{id}',
  gate: 'billing',
  params: byId,
  status: 200,
  output: customerOrder,
  refusals: ['NotPermitted', 'ResourceNotFound'],
})

export const updateCustomerOrder = operation({
  name: 'customer_portal.orders.update',
  method: 'PATCH',
  path: '/v1/customer-portal/orders/{id}',
  gate: 'billing',
  params: byId,
  body: billingDetails,
  status: 200,
  output: customerOrder,
  refusals: ['NotPermitted', 'ResourceNotFound'],
})

export const generateCustomerInvoice = operation({
  name: 'customer_portal.orders.generate_invoice',
  method: 'POST',
  path: '/v1/customer-portal/orders/{id}/invoice',
  gate: 'billing',
  params: byId,
  status: 202,
  refusals: [
    'OrderNotEligibleForInvoice',
    'MissingInvoiceBillingDetails',
    'NotPermitted',
    'ResourceNotFound',
  ],
})

export const getCustomerInvoice = operation({
  name: 'customer_portal.orders.invoice',
  method: 'GET',
  path: '/v1/customer-portal/orders/{id}/invoice',
  gate: 'billing',
  params: byId,
  status: 200,
  output: document,
  refusals: ['InvoiceDoesNotExist', 'NotPermitted', 'ResourceNotFound'],
})

export const getCustomerReceipt = operation({
  name: 'customer_portal.orders.receipt',
  method: 'GET',
  path: '/v1/customer-portal/orders/{id}/receipt',
  gate: 'billing',
  params: byId,
  status: 200,
  output: document,
  refusals: ['ReceiptNotAllocated', 'NotPermitted', 'ResourceNotFound'],
})

export const getCustomerOrderPaymentStatus = operation({
  name: 'customer_portal.orders.payment_status',
  method: 'GET',
  path: '/v1/customer-portal/orders/{id}/payment-status',
  gate: 'billing',
  params: byId,
  status: 200,
  output: z.object({
    status: z.enum(['no_payment', 'pending', 'succeeded', 'failed']),
    error: z.string().nullable().default(null),
  }),
  refusals: ['NotPermitted', 'ResourceNotFound'],
})

/** A declined card is an answer (200, status failed), not an error. */
export const confirmCustomerOrderPayment = operation({
  name: 'customer_portal.orders.confirm_payment',
  method: 'POST',
  path: '/v1/customer-portal/orders/{id}/confirm-payment',
  gate: 'billing',
  params: byId,
  body: z
    .strictObject({
      confirmation_token_id: z.string().max(256).nullable().optional(),
      payment_method_id: id.nullable().optional(),
      payment_processor: z.literal('stripe').default('stripe'),
      /** Of ours, and nobody has to send it: what was shown to be paid. Another amount refuses. */
      agreed_amount: amount.optional(),
    })
    .refine(
      (body) => Boolean(body.confirmation_token_id) !== Boolean(body.payment_method_id),
      'Give either confirmation_token_id or payment_method_id',
    ),
  status: 200,
  output: z.object({
    status: z.enum(['succeeded', 'requires_action', 'failed']),
    client_secret: z.string().nullable().default(null),
    error: z.string().nullable().default(null),
  }),
  refusals: [
    'QuoteOutdated',
    'PaymentAlreadyInProgress',
    'OrderNotEligibleForRetry',
    'ManualRetryLimitExceeded',
    'NotPermitted',
    'ResourceNotFound',
  ],
})

export const listOrders = operation({
  name: 'orders.list',
  method: 'GET',
  path: '/v1/orders/',
  gate: 'organization',
  query: z.strictObject({
    ...page,
    organization_id: manyOf(id),
    product_id: manyOf(id),
    product_billing_type: manyOf(z.enum(['one_time', 'recurring'])),
    status: manyOf(orderStatus),
    created_after: timestamp.optional(),
    created_before: timestamp.optional(),
    discount_id: manyOf(id),
    customer_id: manyOf(id),
    external_customer_id: manyOf(z.string()),
    checkout_id: manyOf(id),
    subscription_id: manyOf(id),
    metadata: metadataFilter,
    sorting: sortingBy(
      'created_at',
      'status',
      'invoice_number',
      'amount',
      'net_amount',
      'customer',
      'product',
      'discount',
      'subscription',
    ),
  }),
  status: 200,
  output: listOf(order),
})

export const getOrder = operation({
  name: 'orders.get',
  method: 'GET',
  path: '/v1/orders/{id}',
  gate: 'organization',
  params: byId,
  status: 200,
  output: order,
  refusals: ['ResourceNotFound'],
})

export const updateOrder = operation({
  name: 'orders.update',
  method: 'PATCH',
  path: '/v1/orders/{id}',
  gate: 'organization',
  params: byId,
  body: billingDetails,
  status: 200,
  output: order,
  refusals: ['ResourceNotFound'],
})

export const generateInvoice = operation({
  name: 'orders.generate_invoice',
  method: 'POST',
  path: '/v1/orders/{id}/invoice',
  gate: 'organization',
  params: byId,
  status: 202,
  refusals: ['OrderNotEligibleForInvoice', 'MissingInvoiceBillingDetails', 'ResourceNotFound'],
})

export const getInvoice = operation({
  name: 'orders.invoice',
  method: 'GET',
  path: '/v1/orders/{id}/invoice',
  gate: 'organization',
  params: byId,
  status: 200,
  output: document,
  refusals: ['InvoiceDoesNotExist', 'ResourceNotFound'],
})

export const getReceipt = operation({
  name: 'orders.receipt',
  method: 'GET',
  path: '/v1/orders/{id}/receipt',
  gate: 'organization',
  params: byId,
  status: 200,
  output: document,
  refusals: ['ReceiptNotAllocated', 'ResourceNotFound'],
})
