import * as z from 'zod'
import { checkoutDiscount } from './discounts.ts'
import { operation } from './operation.ts'
import { soldPrice, organizationInPortal, price, publicProduct } from './products.ts'
import {
  address,
  amount,
  created,
  currency,
  emailAddress,
  id,
  interval,
  line,
  listOf,
  manyOf,
  metadata,
  page,
  sortingBy,
  text,
  timestamp,
} from './values.ts'

const addressFieldMode = z.enum(['required', 'optional', 'disabled'])

export const checkoutPublic = z.object({
  ...created,
  custom_field_data: metadata,
  payment_processor: z.literal('stripe'),
  status: z.enum(['open', 'expired', 'confirmed', 'succeeded', 'failed']),
  client_secret: z.string(),
  url: z.string(),
  expires_at: timestamp,
  success_url: z.string(),
  return_url: z.string().nullable(),
  embed_origin: z.string().nullable(),
  amount,
  seats: z.int().nullable(),
  min_seats: z.int().nullable(),
  max_seats: z.int().nullable(),
  units: z.int().nullable(),
  min_units: z.int().nullable(),
  max_units: z.int().nullable(),
  discount_amount: amount,
  net_amount: amount,
  tax_amount: amount.nullable(),
  tax_behavior: z.enum(['location', 'inclusive', 'exclusive']).nullable(),
  total_amount: amount,
  currency,
  allow_trial: z.boolean().nullable(),
  active_trial_interval: interval.nullable(),
  active_trial_interval_count: z.int().nullable(),
  trial_end: timestamp.nullable(),
  organization_id: id,
  product_id: id.nullable(),
  product_price_id: id.nullable(),
  discount_id: id.nullable(),
  allow_discount_codes: z.boolean(),
  require_billing_address: z.boolean(),
  is_discount_applicable: z.boolean(),
  is_free_product_price: z.boolean(),
  is_payment_required: z.boolean(),
  is_payment_setup_required: z.boolean(),
  is_payment_form_required: z.boolean(),
  customer_id: id.nullable(),
  is_business_customer: z.boolean(),
  customer_name: z.string().nullable(),
  customer_email: z.string().nullable(),
  customer_ip_address: z.string().nullable(),
  customer_billing_name: z.string().nullable(),
  customer_billing_address: address.nullable(),
  customer_tax_id: z.string().nullable(),
  locale: z.string().nullable(),
  payment_method_type: z.string().nullable(),
  payment_processor_metadata: z.record(z.string(), z.string()),
  billing_address_fields: z.object({
    country: addressFieldMode,
    state: addressFieldMode,
    city: addressFieldMode,
    postal_code: addressFieldMode,
    line1: addressFieldMode,
    line2: addressFieldMode,
  }),
  products: z.array(publicProduct),
  product: publicProduct.nullable(),
  product_price: price.nullable(),
  prices: z.record(z.string(), z.array(price)).nullable(),
  discount: checkoutDiscount.nullable(),
  organization: z.object({
    ...created,
    name: z.string(),
    slug: z.string(),
    avatar_url: z.string().nullable(),
    proration_behavior: organizationInPortal.shape.proration_behavior,
    allow_customer_updates: z.boolean(),
  }),
  attached_custom_fields: z.array(z.never()),
})
export type CheckoutPublic = z.output<typeof checkoutPublic>

export const checkout = checkoutPublic.extend({
  metadata,
  trial_interval: interval.nullable(),
  trial_interval_count: z.int().nullable(),
  external_customer_id: z.string().nullable(),
  customer_external_id: z.string().nullable(),
  subscription_id: id.nullable(),
  customer_metadata: metadata,
})
export type Checkout = z.output<typeof checkout>

/** `{CHECKOUT_ID}` stands in it unescaped and is replaced at the end. */
const successUrl = z
  .string()
  .max(2083)
  .refine((value) => /^https?:\/\//.test(value) && URL.canParse(value), 'An http or https address')

const details = {
  customer_name: line.nullable().optional(),
  customer_email: emailAddress.nullable().optional(),
  customer_billing_name: line.nullable().optional(),
  customer_billing_address: address.nullable().optional(),
  customer_tax_id: z.string().max(64).nullable().optional(),
  is_business_customer: z.boolean().nullable().optional(),
  locale: z.string().max(35).nullable().optional(),
}

/** What the official client may say, and what moves nothing here: no price is the buyer's choice, and nobody is judged by where they are. */
const idle = {
  amount: amount.nullable().optional(),
  custom_field_data: z.record(z.string(), z.unknown()).optional(),
}
const units = z.null('Nothing is sold by units here.').optional()
const ip = z.union([z.ipv4(), z.ipv6()]).nullable().optional()

/** What is bought: by its product, or by one of the prices that are offered. */
const wish = {
  product_id: id.nullable().optional(),
  product_price_id: id.nullable().optional(),
  seats: z.int().min(1).nullable().optional(),
  units,
}
/** How many seats of it, and with which code; null takes the code away. */
const choice = {
  ...wish,
  ...idle,
  discount_code: z.string().trim().max(256).nullable().optional(),
  /** Without the trial: whoever had one before can only buy. */
  allow_trial: z.literal(false).nullable().optional(),
  payment_method_type: z.string().max(64).nullable().optional(),
}
const bySecret = z.object({ client_secret: z.string() })
const locked = ['NotOpenCheckout', 'CheckoutLocked', 'ExpiredCheckoutError', 'ResourceNotFound'] as const

export const createCheckout = operation({
  name: 'checkouts.create',
  method: 'POST',
  path: '/v1/checkouts/',
  gate: 'organization',
  body: z.strictObject({
    products: z.array(id).min(1),
    customer_id: id.nullable().optional(),
    external_customer_id: z.string().max(256).nullable().optional(),
    customer_external_id: z.string().max(256).nullable().optional(),
    success_url: successUrl.nullable().optional(),
    return_url: successUrl.nullable().optional(),
    embed_origin: z.string().nullable().optional(),
    metadata: metadata.optional(),
    customer_metadata: metadata.optional(),
    ...idle,
    customer_ip_address: ip,
    allow_discount_codes: z.boolean().default(true),
    discount_id: id.nullable().optional(),
    seats: z.int().min(1).nullable().optional(),
    /** Of a price by seats, and within what it allows. */
    min_seats: z.int().min(1).nullable().optional(),
    max_seats: z.int().min(1).nullable().optional(),
    units,
    min_units: units,
    max_units: units,
    /** By product: what it costs in this checkout, instead of what the catalogue says. */
    prices: z.record(id, z.array(soldPrice).min(1).max(100)).nullable().optional(),
    subscription_id: z
      .null('A free subscription becomes another product by itself: change the subscription.')
      .optional(),
    require_billing_address: z.boolean().default(false),
    allow_trial: z.boolean().default(true),
    trial_interval: interval.nullable().optional(),
    trial_interval_count: z.int().min(1).max(1000).nullable().optional(),
    currency: currency.nullable().optional(),
    ...details,
  }),
  status: 201,
  output: checkout,
})

export const listCheckouts = operation({
  name: 'checkouts.list',
  method: 'GET',
  path: '/v1/checkouts/',
  gate: 'organization',
  query: z.strictObject({
    ...page,
    organization_id: manyOf(id),
    product_id: manyOf(id),
    customer_id: manyOf(id),
    external_customer_id: manyOf(z.string()),
    status: manyOf(checkoutPublic.shape.status),
    /** Found in the customer's e-mail address. */
    query: text.optional(),
    sorting: sortingBy('created_at', 'expires_at', 'status'),
  }),
  status: 200,
  output: listOf(checkout),
})

/** What the seller offers and what they know of the buyer; only while nobody has confirmed it. */
export const updateCheckout = operation({
  name: 'checkouts.update',
  method: 'PATCH',
  path: '/v1/checkouts/{id}',
  gate: 'organization',
  params: z.object({ id }),
  body: z.strictObject({
    ...wish,
    ...idle,
    customer_ip_address: ip,
    currency: currency.nullable().optional(),
    /** Null takes the discount away. */
    discount_id: id.nullable().optional(),
    allow_discount_codes: z.boolean().nullable().optional(),
    require_billing_address: z.boolean().nullable().optional(),
    allow_trial: z.boolean().nullable().optional(),
    /** Of this checkout alone; null: the product's own. */
    trial_interval: interval.nullable().optional(),
    trial_interval_count: z.int().min(1).max(1000).nullable().optional(),
    /** Null: the page of our own. */
    success_url: successUrl.nullable().optional(),
    return_url: successUrl.nullable().optional(),
    embed_origin: z.string().nullable().optional(),
    metadata: metadata.optional(),
    customer_metadata: metadata.nullable().optional(),
    ...details,
  }),
  status: 200,
  output: checkout,
  refusals: ['NotOpenCheckout', 'ResourceNotFound'],
})

export const getCheckout = operation({
  name: 'checkouts.get',
  method: 'GET',
  path: '/v1/checkouts/{id}',
  gate: 'organization',
  params: z.object({ id }),
  status: 200,
  output: checkout,
  refusals: ['ResourceNotFound'],
})

/**
 * Server-sent events: `checkout.updated`, `checkout.order_created`, `checkout.subscription_created` and
 * `checkout.webhook_event_delivered`.
 */
export const streamClientCheckout = operation({
  name: 'checkouts.client_stream',
  method: 'GET',
  path: '/v1/checkouts/client/{client_secret}/stream',
  gate: 'none',
  params: bySecret,
  status: 200,
  refusals: ['ResourceNotFound'],
})

export const getClientCheckout = operation({
  name: 'checkouts.client_get',
  method: 'GET',
  path: '/v1/checkouts/client/{client_secret}',
  gate: 'none',
  params: bySecret,
  status: 200,
  output: checkoutPublic,
  refusals: ['ExpiredCheckoutError', 'ResourceNotFound'],
})

export const updateClientCheckout = operation({
  name: 'checkouts.client_update',
  method: 'PATCH',
  path: '/v1/checkouts/client/{client_secret}',
  gate: 'none',
  params: bySecret,
  body: z.strictObject({ ...choice, ...details }),
  status: 200,
  output: checkoutPublic,
  refusals: locked,
})

/** What a checkout costs: today, and whole. */
const agreement = z.strictObject({
  product_id: id,
  currency,
  /** Nothing, where a trial comes first. */
  due_amount: amount,
  total_amount: amount,
})
export type Agreement = z.output<typeof agreement>

/** What the buyer of this checkout agrees to, as it stands. */
export function agreementOf({
  product_id,
  currency,
  total_amount,
  trial_end,
}: Pick<CheckoutPublic, 'product_id' | 'currency' | 'total_amount' | 'trial_end'>): Agreement {
  return { product_id: product_id!, currency, due_amount: trial_end ? 0 : total_amount, total_amount }
}

/**
 * Always answers `confirmed`, as Polar does; what came of it, reading the checkout tells: `succeeded` is bought, and
 * `confirmed` waits: for 3-D Secure where `payment_processor_metadata.intent_client_secret` stands, else for the bank.
 */
export const confirmClientCheckout = operation({
  name: 'checkouts.client_confirm',
  method: 'POST',
  path: '/v1/checkouts/client/{client_secret}/confirm',
  gate: 'none',
  params: bySecret,
  body: z.strictObject({
    confirmation_token_id: z.string().max(256).nullable().optional(),
    /** Ours: what the buyer was shown and agrees to. Where it has become another, nothing is bought. */
    agreed: agreement.optional(),
    /** Ours: the words of the renewal that the buyer agreed to, as they read them; kept as the proof of it. */
    renewal_consent: z.string().min(1).max(4000).optional(),
    ...choice,
    ...details,
  }),
  status: 200,
  output: checkoutPublic.extend({
    status: z.literal('confirmed'),
    customer_session_token: z.string().nullable(),
  }),
  refusals: [
    'PaymentError',
    'AlreadyActiveSubscriptionError',
    'TrialAlreadyRedeemed',
    'DiscountRedemptionLimitReached',
    'PaymentNotReady',
    'CheckoutCustomerDeleted',
    'CheckoutCustomerExternalIdMismatch',
    'QuoteOutdated',
    ...locked,
  ],
})

/** That the buyer agreed to the renewal before they paid, and to which words. */
export const getRenewalConsent = operation({
  name: 'verge.checkouts.renewal_consent',
  method: 'GET',
  path: '/v1/verge/checkouts/{id}/renewal-consent',
  gate: 'organization',
  params: z.object({ id }),
  status: 200,
  output: z.object({ text: z.string(), given_at: timestamp }),
  refusals: ['ResourceNotFound'],
  ours: true,
})
