import * as z from 'zod'
import { askedAgain, type Asking, type RateLimit } from './billing/rate-limit.ts'
import { boundedBody } from './ports/bounded-body.ts'

const bytesMax = 16 * 1024
const toldMax = 5
const lengthMax = 200
/** From everybody together: anybody may send them, and nobody is to fill the log. */
const inAll: RateLimit = { windows: [{ seconds: 60, max: 30 }] }

const text = z.string().optional()

/** As most browsers tell it. */
const report = z.object({
  type: z.string(),
  body: z.object({ documentURL: text, blockedURL: text, effectiveDirective: text }),
})

/** As those do that know `report-uri` alone. */
const olderReport = z
  .object({
    'csp-report': z.object({ 'document-uri': text, 'blocked-uri': text, 'effective-directive': text }),
  })
  .transform(({ 'csp-report': told }) => ({
    type: 'csp-violation',
    body: {
      documentURL: told['document-uri'],
      blockedURL: told['blocked-uri'],
      effectiveDirective: told['effective-directive'],
    },
  }))

interface Options {
  warn(words: string, about: Record<string, string>): void
  now(): Date
}

/** Takes what browsers tell, or whoever says that they are one: all of it is made up until somebody has looked. */
export function createReports({ warn, now }: Options) {
  let asking: Asking = { counts: [], blocked_until: null }

  return async function handle(request: Request): Promise<Response> {
    if (request.method !== 'POST') return answer(405)
    const counted = askedAgain(inAll, asking, now())
    asking = counted.asking
    if (counted.refused_until) return answer(429)
    const bytes = await boundedBody(request, bytesMax)
    if (bytes === null) return answer(413)
    for (const about of told(bytes)) warn('a browser refused what a page of ours held', about)
    return answer(204)
  }
}

const answer = (status: number) => new Response(null, { status, headers: { 'cache-control': 'no-store' } })

/** What of it is worth a line, without what addresses carry. */
function told(bytes: Uint8Array): Record<string, string>[] {
  return listIn(bytes)
    .slice(0, toldMax)
    .flatMap((one) => report.or(olderReport).safeParse(one).data ?? [])
    .map(({ type, body }) => ({
      type: plain(type),
      directive: plain(body.effectiveDirective ?? ''),
      page: placeOf(body.documentURL),
      blocked: placeOf(body.blockedURL),
    }))
}

function listIn(bytes: Uint8Array): unknown[] {
  try {
    const told: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return Array.isArray(told) ? told : [told]
  } catch {
    return []
  }
}

/** Of an address the place alone; else the word that stands for one, such as `inline`. */
function placeOf(text = ''): string {
  if (!URL.canParse(text)) return plain(text)
  const { protocol, host, pathname } = new URL(text)
  return host ? plain(`${protocol}//${host}${pathname}`) : plain(protocol)
}

const plain = (text: string) => text.slice(0, lengthMax).replace(/[^\x20-\x7e]/g, '?')
