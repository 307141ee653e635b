import { createApi } from '@verge/server/api/api'
import { createApp } from '@verge/server/app'
import { forwardedBy } from '@verge/server/caller'
import { createBrands } from '@verge/server/portal/brand/brands'
import type { PortalConfig } from '@verge/server/portal/brand/config'
import { createPortal } from '@verge/server/portal/portal'
import { sandboxPages } from '@verge/server/sandbox/pages-of-processor'
import type { Note } from '@verge/server/ports/log'
import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import type { World } from './open.ts'

const origin = 'http://localhost:4000'

export interface Seen {
  status: number
  headers: Headers
  /** What the page says; the script that stands in every page is left out. */
  html: string
  script: string | null
  /** Where a redirect leads. */
  location: string | null
}

export interface Visitor {
  get(path: string): Promise<Seen>
  /** A form of a page, with what its page gave it; from another site where `from` says so. */
  post(path: string, fields?: Record<string, string>, from?: string): Promise<Seen>
  cookies(): ReadonlyMap<string, string>
  /** Asked for a session's link, through the exchange, to the overview. */
  enter(
    customer_id: string,
    options?: { query?: string; return_url?: string; member_id?: string },
  ): Promise<Seen>
}

/** What is read on a page, tags and line breaks left out. */
export function textOf({ html }: Pick<Seen, 'html'>): string {
  return html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
}

/** What a page's forms carry without showing it. */
export function fieldsOf({ html }: Seen): Record<string, string> {
  const fields = html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)
  return Object.fromEntries(Array.from(fields, ([, name, value]) => [name!, value!]))
}

/** The quote that a page showed, as its form carries it. */
export function quoteOn({ html }: Seen): { quote: string } {
  return { quote: /name="quote" value="([^"]+)"/.exec(html)![1]! }
}

type Handler = (request: Request) => Promise<Response>

interface PortalWays {
  /** Stands in the seam, and may break it. */
  between?(api: Handler): Handler
  /** Whether the API is taken for hosted Polar: without operations of ours, and without a page to type cards. */
  hosted?: boolean
  /** How the portal is named and looks. */
  config?: PortalConfig
  /** The address that the visitor's browser asks from. */
  address?: string
  /** What is behind the links of documents. */
  openDocument?(request: Request): Promise<Response>
  /** Where the portal believes that it is reached. */
  publicUrl?: string
}

/** The portal over the world's API in process. */
export function portalOf(
  world: World,
  {
    between = (api) => api,
    hosted = false,
    config,
    address = '198.51.100.1',
    openDocument = async () => new Response('%PDF-'),
    publicUrl = origin,
  }: PortalWays = {},
) {
  const faults: unknown[] = []
  const notes: Parameters<Note>[] = []
  const note: Note = (...line) => void notes.push(line)
  const answer = createApi(world.ports, { report: (problem) => faults.push(problem), note })
  const api = (request: Request) => answer(request, forwardedBy(request))
  const portal = createPortal({
    polar: { open: () => between(api), baseUrl: origin, supportsOurs: !hosted },
    hostedPortalsUrl: hosted ? 'https://polar.sh' : null,
    publicUrl,
    secret: world.ports.secret,
    now: world.ports.clock.now,
    newKey: world.ports.ids.uuid,
    processor: hosted ? null : sandboxPages({ ...world.ports, publicUrl: origin }),
    fetchDocument: (url) => openDocument(new Request(url)),
    brands: createBrands(config),
    sandbox: !hosted,
    report: (fault) => faults.push(fault),
    note,
  })
  const app = createApp({ portal, backend: null, note, isSecure: publicUrl.startsWith('https:') })
  return { handle: (request: Request) => app(request, { isLocal: true, address }), faults, notes }
}

/** A browser without scripts: it keeps cookies and follows nothing by itself. */
export function visitorOf(world: World, handle: Handler): Visitor {
  const jar = new Map<string, string>()

  async function send(path: string, init: RequestInit = {}): Promise<Seen> {
    const headers = new Headers(init.headers)
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await handle(new Request(new URL(path, origin), { ...init, headers }))
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (/max-age=0/i.test(cookie)) jar.delete(name!)
      else jar.set(name!, value!)
    }
    const { status } = response
    const text = await response.text()
    const [whole, script] = /<script(?: type="module")?>([^]*?)<\/script>/.exec(text) ?? ['', null]
    return {
      status,
      headers: response.headers,
      html: text.replace(whole, ''),
      script: script ?? null,
      location: response.headers.get('location'),
    }
  }

  /** As it stands in every form of this session, on a page that asks the API nothing. */
  async function formTokenAt(path: string): Promise<Record<string, string>> {
    const [base] = /^\/[^/]+\/portal(?=\/)/.exec(path) ?? []
    const { html } = base ? await send(`${base}/nothing`) : { html: '' }
    const [, form_token] = /name="form_token" value="([^"]+)"/.exec(html) ?? []
    return form_token ? { form_token } : {}
  }

  const visitor: Visitor = {
    get: (path) => send(path),
    post: async (path, fields = {}, from = 'same-origin') =>
      send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': from },
        body: new URLSearchParams({ ...(await formTokenAt(path)), ...fields }),
      }),
    cookies: () => jar,
    async enter(customer_id, { query = '', return_url = 'http://localhost:3000/settings', member_id } = {}) {
      const session = await createCustomerSession(world.ports, world.organization, {
        body: { customer_id, return_url, ...(member_id && { member_id }) },
      })
      const door = await visitor.get(`${session.customer_portal_url}${query}`)
      const fields = Object.fromEntries(
        [...door.html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
          name!,
          value!,
        ]),
      )
      return visitor.post('/verge/portal/session', fields)
    },
  }
  return visitor
}
