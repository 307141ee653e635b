import * as z from 'zod'
import { operation } from './operation.ts'
import { paymentMethodOfCustomer } from './payment-methods.ts'
import {
  address,
  amount,
  created,
  currency,
  emailAddress,
  externalId,
  flag,
  id,
  interval,
  line,
  listOf,
  manyOf,
  metadata,
  metadataFilter,
  page,
  sortingBy,
  taxId,
  text,
  timestamp,
} from './values.ts'

export const customer = z.object({
  ...created,
  metadata,
  external_id: z.string().nullable(),
  email: z.string(),
  email_verified: z.boolean(),
  type: z.enum(['individual', 'team']),
  name: z.string().nullable(),
  /** Falls back to the name while it is unset. */
  billing_name: z.string().nullable(),
  billing_address: address.nullable(),
  tax_id: taxId.nullable(),
  locale: z.string().nullable(),
  organization_id: id,
  default_payment_method_id: id.nullable(),
  deleted_at: timestamp.nullable(),
  first_user_event_at: timestamp.nullable(),
  avatar_url: z.string(),
})
export type Customer = z.output<typeof customer>

export const customerState = customer.extend({
  active_subscriptions: z.array(
    z.object({
      ...created,
      custom_field_data: metadata,
      metadata,
      status: z.enum(['active', 'trialing']),
      amount,
      currency,
      recurring_interval: interval,
      current_period_start: timestamp,
      current_period_end: timestamp,
      trial_start: timestamp.nullable(),
      trial_end: timestamp.nullable(),
      cancel_at_period_end: z.boolean(),
      canceled_at: timestamp.nullable(),
      started_at: timestamp.nullable(),
      ends_at: timestamp.nullable(),
      product_id: id,
      discount_id: id.nullable(),
      meters: z.array(z.never()),
      seats: z.int().nullable(),
      units: z.int().nullable(),
    }),
  ),
  granted_benefits: z.array(
    z.object({
      ...created,
      granted_at: timestamp,
      benefit_id: id,
      benefit_type: z.string(),
      benefit_metadata: metadata,
      properties: z.record(z.string(), z.unknown()),
    }),
  ),
  active_meters: z.array(
    z.object({
      ...created,
      meter_id: id,
      consumed_units: z.number(),
      credited_units: z.int(),
      balance: z.number(),
    }),
  ),
})
export type CustomerState = z.output<typeof customerState>

const profile = {
  name: line.nullable().optional(),
  billing_address: address.nullable().optional(),
  tax_id: z.string().max(64).nullable().optional(),
  locale: z.string().max(35).nullable().optional(),
  metadata: metadata.optional(),
}
/** An address, or a type, that is null stays what it is. */
const update = { email: emailAddress.nullable().optional(), ...profile }
const byId = z.object({ id })
const byExternalId = z.object({ external_id: externalId })

export const listCustomers = operation({
  name: 'customers.list',
  method: 'GET',
  path: '/v1/customers/',
  gate: 'organization',
  query: z.strictObject({
    ...page,
    organization_id: manyOf(id),
    email: z.string().optional(),
    query: text.optional(),
    active: flag.optional(),
    metadata: metadataFilter,
    sorting: sortingBy('created_at', 'email', 'name'),
  }),
  status: 200,
  output: listOf(customer),
})

export const createCustomer = operation({
  name: 'customers.create',
  method: 'POST',
  path: '/v1/customers/',
  gate: 'organization',
  body: z.strictObject({
    /** A team has members of its own, where the organization has any. */
    type: z.enum(['individual', 'team']).default('individual'),
    email: emailAddress,
    external_id: externalId.nullable().optional(),
    organization_id: id.nullable().optional(),
    /** The first member of a team. */
    owner: z
      .strictObject({
        email: emailAddress,
        name: line.nullable().optional(),
        external_id: externalId.nullable().optional(),
      })
      .nullable()
      .optional(),
    ...profile,
  }),
  status: 201,
  output: customer,
})

export const getCustomer = operation({
  name: 'customers.get',
  method: 'GET',
  path: '/v1/customers/{id}',
  gate: 'organization',
  params: byId,
  status: 200,
  output: customer,
  refusals: ['ResourceNotFound'],
})

export const updateCustomer = operation({
  name: 'customers.update',
  method: 'PATCH',
  path: '/v1/customers/{id}',
  gate: 'organization',
  params: byId,
  body: z.strictObject({
    ...update,
    external_id: externalId.nullable().optional(),
    type: z.enum(['individual', 'team']).nullable().optional(),
  }),
  status: 200,
  output: customer,
  refusals: ['ResourceNotFound'],
})

export const deleteCustomer = operation({
  name: 'customers.delete',
  method: 'DELETE',
  path: '/v1/customers/{id}',
  gate: 'organization',
  params: byId,
  query: z.strictObject({ anonymize: flag.optional() }),
  status: 204,
  refusals: ['ResourceNotFound'],
})

export const getCustomerByExternalId = operation({
  name: 'customers.get_external',
  method: 'GET',
  path: '/v1/customers/external/{external_id}',
  gate: 'organization',
  params: byExternalId,
  status: 200,
  output: customer,
  refusals: ['ResourceNotFound'],
})

export const updateCustomerByExternalId = operation({
  name: 'customers.update_external',
  method: 'PATCH',
  path: '/v1/customers/external/{external_id}',
  gate: 'organization',
  params: byExternalId,
  body: z.strictObject(update),
  status: 200,
  output: customer,
  refusals: ['ResourceNotFound'],
})

export const deleteCustomerByExternalId = operation({
  name: 'customers.delete_external',
  method: 'DELETE',
  path: '/v1/customers/external/{external_id}',
  gate: 'organization',
  params: byExternalId,
  query: z.strictObject({ anonymize: flag.optional() }),
  status: 204,
  refusals: ['ResourceNotFound'],
})

export const getCustomerState = operation({
  name: 'customers.get_state',
  method: 'GET',
  path: '/v1/customers/{id}/state',
  gate: 'organization',
  params: byId,
  status: 200,
  output: customerState,
  refusals: ['ResourceNotFound'],
})

export const getCustomerStateByExternalId = operation({
  name: 'customers.get_state_external',
  method: 'GET',
  path: '/v1/customers/external/{external_id}/state',
  gate: 'organization',
  params: byExternalId,
  status: 200,
  output: customerState,
  refusals: ['ResourceNotFound'],
})

export const listCustomerPaymentMethods = operation({
  name: 'customers.list_payment_methods',
  method: 'GET',
  path: '/v1/customers/{id}/payment-methods',
  gate: 'organization',
  params: byId,
  query: z.strictObject({ ...page }),
  status: 200,
  output: listOf(paymentMethodOfCustomer),
  refusals: ['ResourceNotFound'],
})

export const listPaymentMethodsByExternalId = operation({
  name: 'customers.list_payment_methods_external',
  method: 'GET',
  path: '/v1/customers/external/{external_id}/payment-methods',
  gate: 'organization',
  params: byExternalId,
  query: z.strictObject({ ...page }),
  status: 200,
  output: listOf(paymentMethodOfCustomer),
  refusals: ['ResourceNotFound'],
})
