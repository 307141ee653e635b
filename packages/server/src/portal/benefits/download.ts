import { listDownloadables } from '@verge/polar/contract/downloadables'
import { notFound } from '@verge/polar/refusals'
import type { Page } from '../visit.ts'

/** Leads to the file by an address that was made just now, and is in no page. */
export const download: Page = async ({ polar }, { params }) => {
  for (let page = 1; ; page++) {
    const { items, pagination } = await polar.call(listDownloadables, { query: { page, limit: 100 } })
    const found = items.find(({ id }) => id === params.id)
    if (found) return leadTo(found.file.download.url)
    if (page >= pagination.max_page) throw notFound()
  }
}

function leadTo(address: string): Response {
  const url = URL.canParse(address) ? new URL(address) : null
  if (!url || !['https:', 'http:'].includes(url.protocol))
    throw new Error('The address of a file is none that a browser may be led to')
  return new Response(null, {
    status: 302,
    headers: { location: url.href, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  })
}
