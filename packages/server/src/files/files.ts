import { partBytesMax } from '@verge/polar/contract/files'
import type { FileLink } from '../operations/files/link.ts'
import { openFile } from '../operations/files/open.ts'
import { isAwaited, receivePart } from '../operations/files/receive-part.ts'
import { boundedBody } from '../ports/bounded-body.ts'
import { DatabaseFault, type Ports } from '../ports/ports.ts'
import { rangeAsked, type Range } from './range.ts'

const place =
  /^\/files\/(?<file_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/parts\/(?<part>\d{1,4}))?$/

const unknown = () => words(404, 'This link leads to no file. Ask for it again.')
const expired = () => words(410, 'This link has expired. Ask for it again.')
const tooLarge = () => words(413, `A part has at most ${partBytesMax} bytes. Nothing was kept.`)
const damaged = () => words(400, 'What came has another checksum than what was announced. Nothing was kept.')
const unavailable = () =>
  words(503, 'Files are out of reach just now. Try again in a moment.', { 'retry-after': '2' })

/** Takes the seller's files part by part, and gives them out. The link is the proof: it needs no session and soon ends. */
export function createFiles(ports: Ports) {
  async function answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const named = place.exec(pathname)?.groups
    if (!named) return unknown()
    const link: FileLink = {
      file_id: named['file_id']!,
      part: named['part'] === undefined ? null : Number(named['part']),
      expires: Number(searchParams.get('expires')),
      signature: searchParams.get('signature') ?? '',
    }
    const methods = link.part === null ? ['GET', 'HEAD'] : ['PUT']
    if (request.method === 'OPTIONS') return preflight(methods)
    if (!methods.includes(request.method))
      return words(405, 'This cannot be done with a file.', { allow: methods.join(', ') })
    return link.part === null ? handOut(ports, link, request) : take(ports, link, request)
  }

  return async function handle(request: Request): Promise<Response> {
    const response = await answer(request).catch((error: unknown) => {
      if (error instanceof DatabaseFault) return unavailable()
      throw error
    })
    for (const [name, value] of Object.entries(always)) response.headers.set(name, value)
    return response
  }
}

/** Parts come from the seller's own pages, wherever those are. */
const always = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Accept-Ranges, Content-Range, ETag',
  'cache-control': 'private, no-store',
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
}

function preflight(methods: readonly string[]): Response {
  const headers = {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': '*',
    'access-control-max-age': '600',
  }
  return new Response(null, { status: 204, headers })
}

async function take(ports: Ports, link: FileLink, request: Request): Promise<Response> {
  const standing = await isAwaited(ports, link)
  if (standing === 'expired') return expired()
  if (standing === 'unknown') return unknown()
  const bytes = await boundedBody(request, partBytesMax)
  if (!bytes) return tooLarge()
  if (bytes.length === 0) return words(400, 'Nothing came.')
  const received = await receivePart(ports, link, bytes)
  if (received === 'unknown') return unknown()
  if (received === 'damaged') return damaged()
  return new Response(null, { headers: { etag: `"${received.sha256}"` } })
}

async function handOut(ports: Ports, link: FileLink, request: Request): Promise<Response> {
  const opened = await openFile(ports, link)
  if (opened.standing === 'expired') return expired()
  if (opened.standing === 'unknown') return unknown()
  const { file } = opened
  const etag = `"${file.sha256}"`
  // A range means something only where something is fetched.
  const asked = request.method === 'GET' ? rangeAsked(request.headers, { size: file.size, etag }) : null
  if (asked === 'beyond')
    return words(416, 'The file ends before that.', { 'content-range': `bytes */${file.size}` })
  const range = asked ?? { first: 0, last: file.size - 1 }
  const body = request.method === 'HEAD' ? null : streamOf(exactly(range, opened.bytesFrom(range.first)))
  return new Response(body, {
    status: asked ? 206 : 200,
    headers: {
      'accept-ranges': 'bytes',
      etag,
      ...(asked && { 'content-range': `bytes ${range.first}-${range.last}/${file.size}` }),
      'content-type': file.mime_type,
      'content-length': String(range.last - range.first + 1),
      'content-disposition': asAttachment(file.name),
      // Should a browser show it after all, it is nobody's page.
      'content-security-policy': "default-src 'none'; sandbox",
    },
  })
}

/** A file that is deleted while it is fetched must not look whole. */
async function* exactly(
  { first, last }: Range,
  bytes: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let left = last - first + 1
  for await (const chunk of bytes) {
    yield chunk.subarray(0, left)
    left -= chunk.length
    if (left <= 0) return
  }
  throw new Error(`A file ended ${left} bytes too early`)
}

/** No more is read than is taken. */
function streamOf(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: () => chunks.return(undefined).then(() => {}),
  })
}

/** By RFC 6266, for whatever a file is called: once in letters that any header can hold, and once as it is. */
function asAttachment(name: string): string {
  const plain = name.replace(/[^\w .()-]/g, '_')
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`
}

function words(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
  })
}
