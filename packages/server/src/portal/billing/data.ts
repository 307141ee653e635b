import { exportPortalCustomer, exportPortalCustomerTables } from '@verge/polar/contract/portal-customers'
import { codeFirst } from '../confirmation/fresh.ts'
import { dataPlace } from './own.tsx'
import type { Page } from '../visit.ts'

/** The API's file, handed on as it comes. */
function download(
  operation: typeof exportPortalCustomer | typeof exportPortalCustomerTables,
  { name, type }: { name: string; type: string },
): Page {
  return async (visit) => {
    const first = codeFirst(visit, { page: '/billing', place: dataPlace })
    if (first) return first
    return new Response(await visit.polar.file(operation, {}), {
      headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` },
    })
  }
}

export const downloadData = download(exportPortalCustomer, { name: 'my-data.json', type: 'application/json' })
export const downloadTables = download(exportPortalCustomerTables, {
  name: 'my-data.zip',
  type: 'application/zip',
})
