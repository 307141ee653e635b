import * as z from 'zod'
import { operation } from './operation.ts'
import { created, emailAddress, externalId, id, line, listOf, page, sortingBy } from './values.ts'

/** An owner or a billing manager may see and change money; each customer has one owner. */
export const memberRole = z.enum(['owner', 'billing_manager', 'member'])
export type MemberRole = z.output<typeof memberRole>

/** To the customer's own people. */
export const portalMember = z.object({
  ...created,
  email: z.string(),
  name: z.string().nullable(),
  role: memberRole,
})
export type PortalMember = z.output<typeof portalMember>

/** To the seller. */
export const member = portalMember.extend({ customer_id: id, external_id: z.string().nullable() })
export type Member = z.output<typeof member>

const name = line.nullable().optional()
const creation = z.strictObject({
  email: emailAddress,
  name,
  external_id: externalId.nullable().optional(),
  role: memberRole.default('member'),
})
/** Who becomes the owner takes the place of whoever was. */
const change = z.strictObject({ name, role: memberRole.nullable().optional() })
/** Only the seller: whoever has an address signs in by it. */
const sellersChange = change.extend({ email: emailAddress.nullable().optional() })
const query = z.strictObject({
  ...page,
  role: memberRole.optional(),
  sorting: sortingBy('created_at', 'email', 'name', 'role'),
})
const byId = z.object({ id })

export const listPortalMembers = operation({
  name: 'customer_portal.members.list',
  method: 'GET',
  path: '/v1/customer-portal/members',
  gate: 'team',
  query: z.strictObject(page),
  status: 200,
  output: listOf(portalMember),
  refusals: ['NotPermitted'],
})

/** Whoever is a member already is answered as they are. */
export const addPortalMember = operation({
  name: 'customer_portal.members.add',
  method: 'POST',
  path: '/v1/customer-portal/members',
  gate: 'team',
  body: creation.omit({ external_id: true }),
  status: 201,
  output: portalMember,
  refusals: ['NotPermitted'],
})

export const updatePortalMember = operation({
  name: 'customer_portal.members.update',
  method: 'PATCH',
  path: '/v1/customer-portal/members/{id}',
  gate: 'team',
  params: byId,
  body: change,
  status: 200,
  output: portalMember,
  refusals: ['NotPermitted', 'ResourceNotFound'],
})

/** Ends their sessions. */
export const removePortalMember = operation({
  name: 'customer_portal.members.remove',
  method: 'DELETE',
  path: '/v1/customer-portal/members/{id}',
  gate: 'team',
  params: byId,
  status: 204,
  refusals: ['NotPermitted', 'ResourceNotFound'],
})

const ofCustomer = z.object({ id })
const ofExternalCustomer = z.object({ external_id: externalId })
const one = z.object({ id, member_id: id })
const oneExternal = z.object({ external_id: externalId, member_external_id: externalId })
const refusals = ['NotPermitted', 'ResourceNotFound'] as const

export const listMembers = operation({
  name: 'customers.members.list',
  method: 'GET',
  path: '/v1/customers/{id}/members',
  gate: 'organization',
  params: ofCustomer,
  query,
  status: 200,
  output: listOf(member),
  refusals: ['ResourceNotFound'],
})

export const createMember = operation({
  name: 'customers.members.create',
  method: 'POST',
  path: '/v1/customers/{id}/members',
  gate: 'organization',
  params: ofCustomer,
  body: creation,
  status: 201,
  output: member,
  refusals,
})

export const getMember = operation({
  name: 'customers.members.get',
  method: 'GET',
  path: '/v1/customers/{id}/members/{member_id}',
  gate: 'organization',
  params: one,
  status: 200,
  output: member,
  refusals: ['ResourceNotFound'],
})

export const updateMember = operation({
  name: 'customers.members.update',
  method: 'PATCH',
  path: '/v1/customers/{id}/members/{member_id}',
  gate: 'organization',
  params: one,
  body: sellersChange,
  status: 200,
  output: member,
  refusals,
})

export const deleteMember = operation({
  name: 'customers.members.delete',
  method: 'DELETE',
  path: '/v1/customers/{id}/members/{member_id}',
  gate: 'organization',
  params: one,
  status: 204,
  refusals,
})

export const listExternalMembers = operation({
  name: 'customers.members.list_external',
  method: 'GET',
  path: '/v1/customers/external/{external_id}/members',
  gate: 'organization',
  params: ofExternalCustomer,
  query,
  status: 200,
  output: listOf(member),
  refusals: ['ResourceNotFound'],
})

export const createExternalMember = operation({
  name: 'customers.members.create_external',
  method: 'POST',
  path: '/v1/customers/external/{external_id}/members',
  gate: 'organization',
  params: ofExternalCustomer,
  body: creation,
  status: 201,
  output: member,
  refusals,
})

export const getExternalMember = operation({
  name: 'customers.members.get_external',
  method: 'GET',
  path: '/v1/customers/external/{external_id}/members/{member_external_id}',
  gate: 'organization',
  params: oneExternal,
  status: 200,
  output: member,
  refusals: ['ResourceNotFound'],
})

export const updateExternalMember = operation({
  name: 'customers.members.update_external',
  method: 'PATCH',
  path: '/v1/customers/external/{external_id}/members/{member_external_id}',
  gate: 'organization',
  params: oneExternal,
  body: sellersChange,
  status: 200,
  output: member,
  refusals,
})

export const deleteExternalMember = operation({
  name: 'customers.members.delete_external',
  method: 'DELETE',
  path: '/v1/customers/external/{external_id}/members/{member_external_id}',
  gate: 'organization',
  params: oneExternal,
  status: 204,
  refusals,
})
