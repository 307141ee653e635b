import type { Caller } from './caller.ts'
import { isTakenByAnotherSite } from './isolation.ts'
import { isMisdirected, misdirectedWords } from './misdirected.ts'
import { serveAsset } from './portal/assets/assets.ts'
import { protect, reportsPath } from './portal/protection.ts'
import type { Note } from './ports/log.ts'

type Handler = (request: Request) => Promise<Response>
type CalledHandler = (request: Request, caller: Caller) => Promise<Response>

/** What is served at one port; each part is a fetch handler of its own. */
export interface Parts {
  /** Whether it is asked for by https, and by that alone from the first answer on. */
  isSecure?: boolean
  /** Where pages are asked for; null: anywhere, as one may try things out by any name. */
  pagesAt?: string | null
  portal: CalledHandler
  /** Takes what browsers tell of our pages. */
  reports?: Handler
  /** Hears of what is refused outside of API and pages, which tell of their own refusals. */
  note?: Note
  /** Absent where Polar itself is the billing backend. */
  backend: {
    api: CalledHandler
    documents: Handler
    files: Handler
    checkout: CalledHandler
    /** Where the payment processor tells of what happened there. */
    processorEvents: Handler
    /** Absent where payments are real. */
    sandbox: CalledHandler | null
  } | null
}

/** One fetch handler for the portal's port: by the first part of the path, and the portal for all the rest. */
export function createApp({ portal, reports, backend, isSecure = false, pagesAt = null, note }: Parts) {
  return async function handle(request: Request, caller: Caller): Promise<Response> {
    const response = await answer(request, caller)
    protect(response.headers)
    if (isSecure) response.headers.set('strict-transport-security', byHttpsAlone)
    return response
  }

  async function answer(request: Request, caller: Caller): Promise<Response> {
    const path = new URL(request.url).pathname
    const isBelow = (prefix: string) => path === prefix || path.startsWith(`${prefix}/`)
    if (path === '/healthz') return Response.json({ status: 'ok' })
    if (reports && path === reportsPath) return reports(request)
    // Programs call these from wherever they are; what they prove themselves with is no cookie.
    if (backend && (isBelow('/v1') || isBelow('/api/v1'))) return backend.api(request, caller)
    if (backend && isBelow('/files')) return backend.files(request)
    if (backend && isBelow('/processor')) return told('processor', await backend.processorEvents(request))
    if (pagesAt !== null && isMisdirected(request, pagesAt))
      return told('host', new Response(misdirectedWords, { status: 421, headers: notKept }))
    if (isTakenByAnotherSite(request))
      return told('isolation', new Response('Forbidden', { status: 403, headers: notKept }))
    if (isBelow('/assets')) return serveAsset(request) ?? new Response('Not Found', { status: 404 })
    if (backend && isBelow('/documents')) return backend.documents(request)
    if (backend && isBelow('/checkout')) return backend.checkout(request, caller)
    if (backend?.sandbox && isBelow('/sandbox'))
      return told('sandbox', await backend.sandbox(request, caller))
    return portal(request, caller)
  }

  function told(operation: string, response: Response): Response {
    const { status } = response
    if (status === 401 || status === 403 || status === 421)
      note?.('a call was refused', { operation, error: `${status}` })
    return response
  }
}

/** For two years, and below this name too; whether browsers are to know it beforehand is for whoever owns the name to say. */
const byHttpsAlone = 'max-age=63072000; includeSubDomains'

const notKept = { 'cache-control': 'no-store' }
