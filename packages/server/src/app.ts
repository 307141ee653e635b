import { serveAsset } from './portal/assets/assets.ts'

type Handler = (request: Request) => Promise<Response>

/** Where a request comes from, as far as the socket tells. */
export interface Caller {
  /** From this machine itself, and through nobody who forwards for others. */
  isLocal: boolean
}

/** What is served at one port; each part is a fetch handler of its own. */
export interface Parts {
  portal: Handler
  /** Absent where Polar itself is the billing backend. */
  backend: {
    api: Handler
    documents: Handler
    checkout: Handler
    /** Where the payment processor tells of what happened there. */
    processorEvents: Handler
    /** Absent where payments are real. */
    sandbox: ((request: Request, caller: Caller) => Promise<Response>) | null
  } | null
}

/** One fetch handler for the portal's port: by the first part of the path, and the portal for all the rest. */
export function createApp({ portal, backend }: Parts) {
  return async function handle(request: Request, caller: Caller): Promise<Response> {
    const path = new URL(request.url).pathname
    const isBelow = (prefix: string) => path === prefix || path.startsWith(`${prefix}/`)
    if (path === '/healthz') return Response.json({ status: 'ok' })
    if (isBelow('/assets')) return serveAsset(request) ?? new Response('Not Found', { status: 404 })
    if (backend && (isBelow('/v1') || isBelow('/api/v1'))) return backend.api(request)
    if (backend && isBelow('/documents')) return backend.documents(request)
    if (backend && isBelow('/checkout')) return backend.checkout(request)
    if (backend && isBelow('/processor')) return backend.processorEvents(request)
    if (backend?.sandbox && isBelow('/sandbox')) return backend.sandbox(request, caller)
    return portal(request)
  }
}

const loopback = ['127.0.0.1', '::1', '::ffff:127.0.0.1']

/** A proxy on this machine speaks for whoever speaks to it. */
export function callerAt(remoteAddress: string | undefined, headers: Headers): Caller {
  const isForwarded = headers.has('x-forwarded-for') || headers.has('forwarded')
  return { isLocal: !isForwarded && loopback.includes(remoteAddress ?? '') }
}
