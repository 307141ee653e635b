import type { Context } from 'hono'
import type { Messages } from './messages/messages.ts'
import type { Notice } from './notice.ts'
import type { Owed } from './overdue/owed.ts'
import { leadOnScript, script } from './assets/assets.ts'
import { reportsGroup, reportsPath } from './protection.ts'
import type { Brands } from './brand/brands.ts'
import { FormsOfPage } from './ui/form.tsx'
import { Frame, type SignedIn } from './ui/frame.tsx'
import type { View } from './visit.ts'

/** Who is looking, as far as the frame needs to know. */
export interface Viewer {
  locale: string
  theme: 'light' | 'dark' | null
  messages: Messages
  organization_name: string
  /** Which of the configured looks; null: the portal's own. */
  variant: string | null
  /** The seller's own place here, as `/verge`; null where it has none. */
  home: string | null
  /** What the page was asked with. */
  query: URLSearchParams
  signedIn: SignedIn | null
}

export interface Surroundings {
  brands: Brands
  sandbox: boolean
  /** Where a form may lead besides here: the processor's pages. */
  formOrigins: readonly string[]
  /** Whether contracts can be ended here without signing in, and receipts of it checked. */
  hasExits?: boolean
}

export async function shown(
  view: View,
  viewer: Viewer,
  { brands, sandbox, formOrigins, hasExits = false }: Surroundings,
  {
    status,
    notice = null,
    incomplete = null,
    owed = [],
  }: { status?: number; notice?: Notice | null; incomplete?: string | null; owed?: readonly Owed[] } = {},
): Promise<Response> {
  const page = (
    <FormsOfPage.Provider value={{ token: viewer.signedIn?.formToken ?? null, sent: view.sent ?? null }}>
      <Frame
        {...viewer}
        brand={brands.named(viewer.variant)}
        title={view.title}
        sandbox={sandbox}
        exits={hasExits ? viewer.home : null}
        notice={view.notice ?? notice}
        incomplete={incomplete}
        owed={owed}
        leadsOn={view.leadsOn ?? false}
      >
        {view.body}
      </Frame>
    </FormsOfPage.Provider>
  )
  return new Response(`<!doctype html>${await page.toString()}`, {
    status: status ?? view.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      ...(status === 503 && { 'retry-after': '2' }),
      'content-security-policy': [
        "default-src 'none'",
        "style-src 'self'",
        `script-src ${(view.leadsOn ? leadOnScript : script).hash}`,
        "connect-src 'self'",
        'img-src data:',
        ["form-action 'self'", ...formOrigins].join(' '),
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        'trusted-types verge',
        // The older word is for browsers that do not know the newer one.
        `report-uri ${reportsPath}`,
        `report-to ${reportsGroup}`,
      ].join('; '),
    },
  })
}

export function seeOther(address: string): Response {
  return new Response(null, { status: 303, headers: { location: address } })
}

/** Cookies that were set on the context, on a response that was made elsewhere. */
export function withCookies(c: Context, response: Response): Response {
  for (const cookie of c.res.headers.getSetCookie()) response.headers.append('set-cookie', cookie)
  return response
}

/**
 * The page's own address holds a token, and only its origin is told to anybody. With `no-referrer` a form would come from
 * "null", and browsers that say no more than where it comes from could not be told from another site.
 */
export function hidingAddress(response: Response): Response {
  response.headers.set('referrer-policy', 'strict-origin')
  return response
}

/** The browser keeps nothing that was seen here. Cookies are not named: an app on the same host has its own. */
export function forgetting(response: Response): Response {
  response.headers.set('clear-site-data', '"cache", "storage"')
  return response
}
