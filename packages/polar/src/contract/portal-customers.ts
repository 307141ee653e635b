import * as z from 'zod'
import { operation } from './operation.ts'
import { address, created, id, line, taxId } from './values.ts'

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
  default_payment_method_id: id.nullable(),
  type: z.enum(['individual', 'team']).nullable(),
  locale: z.string().nullable(),
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
  }),
  status: 200,
  output: portalCustomer,
  refusals: ['NotPermitted'],
})
