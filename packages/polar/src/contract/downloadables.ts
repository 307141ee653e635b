import * as z from 'zod'
import { offeredFile } from './files.ts'
import { operation } from './operation.ts'
import { id, listOf, manyOf, page, text } from './values.ts'

/** A file that comes with what the customer has. */
const downloadable = z.object({ id, benefit_id: id, file: offeredFile })
export type Downloadable = z.output<typeof downloadable>

export const listDownloadables = operation({
  name: 'customer_portal.downloadables.list',
  method: 'GET',
  path: '/v1/customer-portal/downloadables/',
  gate: 'customer',
  query: z.strictObject({ ...page, benefit_id: manyOf(id) }),
  status: 200,
  output: listOf(downloadable),
})

/** Leads to the file. The token is the proof, and holds for as long as its customer has what the file comes with. */
export const getDownloadable = operation({
  name: 'customer_portal.downloadables.get',
  method: 'GET',
  path: '/v1/customer-portal/downloadables/{token}',
  gate: 'none',
  params: z.object({ token: text.max(256) }),
  status: 302,
  refusals: ['BadRequest', 'ResourceNotFound', 'ResourceUnavailable'],
})
