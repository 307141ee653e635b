import { PolarFault } from '@verge/polar/client'
import type { Visit } from './visit.ts'

/** The PDF behind a link that was just given out. @throws PolarFault where it leads nowhere, or too many were asked for */
export async function openedDocument(
  { fetchDocument }: Pick<Visit, 'fetchDocument'>,
  url: string,
): Promise<Response> {
  if (!URL.canParse(url)) throw new PolarFault('malformed', null)
  const document = await fetchDocument(url)
  if (document.ok) return document
  if (document.status === 429) throw new PolarFault('rate_limited', 429)
  throw new Error(`A document was answered with ${document.status}`)
}
