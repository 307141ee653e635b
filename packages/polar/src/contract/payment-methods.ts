import * as z from 'zod'
import { operation } from './operation.ts'
import { amount, created, id, listOf, page } from './values.ts'

const saved = { ...created, processor: z.string(), customer_id: id }
const card = z.object({
  ...saved,
  type: z.literal('card'),
  method_metadata: z.object({
    brand: z.string(),
    last4: z.string(),
    exp_month: z.int(),
    exp_year: z.int(),
    wallet: z.string().nullable().default(null),
  }),
})
/** Such as an account at a bank or a wallet. Of some of them is known what they are called and how they end. */
const another = z.object({
  ...saved,
  type: z.string().refine((type) => type !== 'card', 'A card says how it is called, and when it ends.'),
  method_metadata: z
    .object({ brand: z.string().nullable().optional(), last4: z.string().nullable().optional() })
    .nullable()
    .optional(),
})
export const paymentMethod = z.union([card, another])
export type Card = z.output<typeof card>
export type PaymentMethod = z.output<typeof paymentMethod>

const isDefault = { is_default: z.boolean() }
/** As the seller sees it. */
export const paymentMethodOfCustomer = z.union([card.extend(isDefault), another.extend(isDefault)])

/**
 * Of ours, and nobody has to send it: what was shown to be charged together with what is asked for. Where anything else
 * would be, nothing is done.
 */
export const agreedPayments = z.array(z.strictObject({ order_id: id, amount })).max(100)
export type AgreedPayments = z.output<typeof agreedPayments>

const addition = z.discriminatedUnion('status', [
  z.object({ status: z.literal('succeeded'), payment_method: paymentMethod }),
  z.object({ status: z.literal('requires_action'), client_secret: z.string() }),
])

export const listPaymentMethods = operation({
  name: 'customer_portal.payment_methods.list',
  method: 'GET',
  path: '/v1/customer-portal/customers/me/payment-methods',
  gate: 'billing',
  query: z.strictObject({ ...page }),
  status: 200,
  output: listOf(paymentMethod),
  refusals: ['NotPermitted'],
})

export const addPaymentMethod = operation({
  name: 'customer_portal.payment_methods.add',
  method: 'POST',
  path: '/v1/customer-portal/customers/me/payment-methods',
  gate: 'billing',
  body: z.strictObject({
    confirmation_token_id: z.string().min(1).max(256),
    set_default: z.boolean(),
    return_url: z.string().max(2048),
    agreed_payments: agreedPayments.optional(),
  }),
  status: 201,
  output: addition,
  refusals: ['PaymentMethodSetupFailed', 'QuoteOutdated', 'NotPermitted'],
})

export const confirmPaymentMethod = operation({
  name: 'customer_portal.payment_methods.confirm',
  method: 'POST',
  path: '/v1/customer-portal/customers/me/payment-methods/confirm',
  gate: 'billing',
  body: z.strictObject({
    setup_intent_id: z.string().min(1).max(256),
    set_default: z.boolean(),
    agreed_payments: agreedPayments.optional(),
  }),
  status: 201,
  output: addition,
  refusals: ['CustomerNotReady', 'QuoteOutdated', 'NotPermitted', 'PaymentMethodSetupFailed'],
})

/** Where a card stands about which its bank asks the customer; nothing changes by asking. */
export const getPaymentMethodSetup = operation({
  name: 'verge.payment_methods.setup',
  method: 'GET',
  path: '/v1/verge/payment-method-setups/{id}',
  gate: 'billing',
  params: z.object({ id: z.string().min(1).max(256) }),
  status: 200,
  output: z.object({ status: z.enum(['requires_action', 'succeeded', 'failed']) }),
  refusals: ['NotPermitted', 'ResourceNotFound'],
  ours: true,
})

export const deletePaymentMethod = operation({
  name: 'customer_portal.payment_methods.delete',
  method: 'DELETE',
  path: '/v1/customer-portal/customers/me/payment-methods/{id}',
  gate: 'billing',
  params: z.object({ id }),
  status: 204,
  refusals: [
    'PaymentMethodInUseByActiveSubscription',
    'PaymentAlreadyInProgress',
    'NotPermitted',
    'ResourceNotFound',
  ],
})

/** Which card the next payment of each running subscription is charged to; one that has none is not here. */
export const listChargedMethods = operation({
  name: 'verge.payment_methods.charged',
  method: 'GET',
  path: '/v1/verge/charged-payment-methods',
  gate: 'billing',
  status: 200,
  output: z.object({ items: z.array(z.object({ subscription_id: id, payment_method_id: id })) }),
  refusals: ['NotPermitted'],
  ours: true,
})
