import { errors } from '@verge/polar/errors'
import { TooManyRequests } from '../operations/limits/count.ts'
import { openDocument } from '../operations/orders/open-document.ts'
import type { DocumentKind } from '../operations/orders/document-link.ts'
import type { Note } from '../ports/log.ts'
import { DatabaseFault, type Ports } from '../ports/ports.ts'

const place =
  /^\/documents\/(?<kind>invoice|receipt|cancellation)\/(?<subject_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

const unknown = () =>
  words(404, 'This link does not open anything. Open the document again from your portal.')
const unavailable = () =>
  words(503, 'The document cannot be opened just now. Nothing was changed. Try again in a moment.', {
    'retry-after': '2',
  })
/** Programs come here too, and wait by what an error of the API's shape says. */
const tooMany = ({ seconds }: TooManyRequests) =>
  Response.json(
    {
      error: 'TooManyRequests',
      detail: `${errors.TooManyRequests.happened} Nothing was done. Try again in ${seconds} seconds.`,
    },
    { status: 429, headers: { ...kept, 'retry-after': String(seconds) } },
  )
const expired = () => words(410, 'This link has expired. Open the document again from your portal.')

/** Serves the PDFs that invoice and receipt links point to. The link is the proof: it needs no session and soon ends. */
export function createDocuments(ports: Ports, note: Note = () => {}) {
  return async function handle(request: Request): Promise<Response> {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return words(405, 'A document can only be read.', { allow: 'GET, HEAD' })
    const { pathname, searchParams } = new URL(request.url)
    const named = place.exec(pathname)?.groups
    if (!named) return unknown()
    const document = await openDocument(ports, {
      kind: named['kind'] as DocumentKind,
      subject_id: named['subject_id']!,
      expires: Number(searchParams.get('expires')),
      signature: searchParams.get('signature') ?? '',
    }).catch((error: unknown) => {
      if (error instanceof DatabaseFault) return unavailable()
      if (!(error instanceof TooManyRequests)) throw error
      note('a caller asked too often', { operation: 'documents' })
      return tooMany(error)
    })
    if (document instanceof Response) return document
    if (document.standing === 'expired') return expired()
    if (document.standing === 'unknown') return unknown()
    return new Response(request.method === 'HEAD' ? null : new Blob([document.pdf as BlobPart]), {
      headers: {
        ...kept,
        'content-type': 'application/pdf',
        'content-length': String(document.pdf.byteLength),
        // A number is letters, digits and hyphens, so that it needs no quoting of its own.
        'content-disposition': `inline; filename="${document.number}.pdf"`,
      },
    })
  }
}

const kept = {
  'cache-control': 'private, no-store',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
}

function words(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { ...kept, ...headers, 'content-type': 'text/plain; charset=utf-8' },
  })
}
