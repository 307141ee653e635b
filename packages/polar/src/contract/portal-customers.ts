import * as z from 'zod'
import { operation } from './operation.ts'
import { agreedPayments } from './payment-methods.ts'
import { address, created, emailAddress, id, line, taxId } from './values.ts'

export const portalCustomer = z.object({
  ...created,
  email: z.string().nullable(),
  email_verified: z.boolean(),
  name: z.string().nullable(),
  billing_name: z.string().nullable(),
  billing_address: address.nullable(),
  tax_id: taxId.nullable(),
  oauth_accounts: z.record(
    z.string(),
    z.object({ account_id: z.string(), account_username: z.string().nullable() }),
  ),
  default_payment_method_id: id.nullable().default(null),
  type: z.enum(['individual', 'team']).nullable().default(null),
  locale: z.string().nullable().default(null),
})
export type PortalCustomer = z.output<typeof portalCustomer>

export const getPortalCustomer = operation({
  name: 'customer_portal.customers.get',
  method: 'GET',
  path: '/v1/customer-portal/customers/me',
  gate: 'customer',
  status: 200,
  output: portalCustomer,
})

export const updatePortalCustomer = operation({
  name: 'customer_portal.customers.update',
  method: 'PATCH',
  path: '/v1/customer-portal/customers/me',
  gate: 'billing',
  body: z.strictObject({
    billing_name: line.nullable().optional(),
    billing_address: address.optional(),
    tax_id: z.string().max(64).nullable().optional(),
    default_payment_method_id: id.optional(),
    agreed_payments: agreedPayments.optional(),
  }),
  status: 200,
  output: portalCustomer,
  refusals: ['QuoteOutdated', 'NotPermitted'],
})

/** Mails a link to the address that is wanted instead; the newest wish alone counts. */
export const requestEmailUpdate = operation({
  name: 'customer_portal.customers.request_email_update',
  method: 'POST',
  path: '/v1/customer-portal/customers/me/email-update/request',
  gate: 'billing',
  body: z.object({ email: emailAddress }),
  status: 202,
  refusals: ['NotPermitted'],
})

/** Whether the link's token still counts; nothing changes by asking. */
export const checkEmailUpdate = operation({
  name: 'customer_portal.customers.check_email_update',
  method: 'GET',
  path: '/v1/customer-portal/customers/me/email-update/check',
  gate: 'none',
  query: z.object({ token: z.string().max(256) }),
  status: 204,
  refusals: ['InvalidCustomerEmailUpdate'],
})

/** Changes the address, and opens a session for whoever reads its mails. */
export const verifyEmailUpdate = operation({
  name: 'customer_portal.customers.verify_email_update',
  method: 'POST',
  path: '/v1/customer-portal/customers/me/email-update/verify',
  gate: 'none',
  body: z.object({ token: z.string().max(256) }),
  status: 200,
  output: z.object({ token: z.string() }),
  refusals: ['InvalidCustomerEmailUpdate'],
})

/** Server-sent events: `order.invoice_generated` and `order.receipt_generated`, each with its `order_id`. */
export const streamCustomer = operation({
  name: 'customer_portal.customers.stream',
  method: 'GET',
  path: '/v1/customer-portal/customers/stream',
  gate: 'customer',
  status: 200,
})

/** All that is kept of the customer, as a file. What stands in it is for people to read, so its shape is no promise. */
export const exportPortalCustomer = operation({
  name: 'customer_portal.customers.export',
  method: 'GET',
  path: '/v1/customer-portal/customers/me/export',
  gate: 'customer',
  status: 200,
  output: z.record(z.string(), z.unknown()),
})

/** The same for whoever opens it as spreadsheets: a ZIP archive of CSV files, one for each kind of thing. */
export const exportPortalCustomerTables = operation({
  name: 'verge.customers.export_tables',
  method: 'GET',
  path: '/v1/verge/customer-export',
  gate: 'customer',
  status: 200,
  ours: true,
})

/** Takes out for good who the customer is; what the law on books asks to be kept stays. Their sessions end with it. */
export const eraseCustomer = operation({
  name: 'verge.customers.erase',
  method: 'POST',
  path: '/v1/verge/customer-erasure',
  gate: 'billing',
  status: 204,
  refusals: ['ErasureNotPossible', 'NotPermitted'],
  ours: true,
})
