import * as z from 'zod'
import { operation } from './operation.ts'
import { organizationInPortal, publicProduct } from './products.ts'

export const getPortalOrganization = operation({
  name: 'customer_portal.organizations.get',
  method: 'GET',
  path: '/v1/customer-portal/organizations/{slug}',
  gate: 'none',
  params: z.object({ slug: z.string() }),
  status: 200,
  output: z.object({ organization: organizationInPortal, products: z.array(publicProduct) }),
  refusals: ['ResourceNotFound'],
})
