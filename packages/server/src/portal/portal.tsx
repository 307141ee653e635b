import { Hono, type Context } from 'hono'
import { compress } from 'hono/compress'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createPolar, PolarFault, PolarUnauthorized, type PolarFetch } from '@verge/polar/client'
import { revokeCustomerSession } from '@verge/polar/contract/customer-sessions'
import { getPortalOrganization } from '@verge/polar/contract/organizations'
import { Refusal } from '@verge/polar/refusals'
import { protect, seeOther, shown, type Viewer } from './answers.tsx'
import { chooseLocale, messagesFor } from './messages/messages.ts'
import { problem, readNotice, writeNotice } from './notice.ts'
import { FormRefused, postedForm, wordsOf } from './posted-form.ts'
import { problemPage } from './problem-page.tsx'
import { idPattern, routes } from './routes.ts'
import { beginSession } from './session/begin.ts'
import { enteringPage, expiredPage, signInPage } from './session/pages.tsx'
import { createSeal, type PortalSession } from './session/seal.ts'
import { formatFor } from './ui/format.ts'
import {
  wayBack,
  type Action,
  type Outcome,
  type Page,
  type ProcessorPages,
  type View,
  type Visit,
} from './visit.ts'

export interface PortalOptions {
  /** The one seam: hosted Polar over the network, or the API beside us called in process. */
  polar: { fetch: PolarFetch; baseUrl: string; supportsOurs: boolean }
  /** The portal's own public address, without a trailing slash. */
  publicUrl: string
  /** Keys the cookie. */
  secret: string
  now(): Date
  newKey(): string
  processor: ProcessorPages | null
  fetchDocument(url: string): Promise<Response>
  /** Says on every page that no real money moves. */
  sandbox: boolean
  /** Told of what is our fault; `reference` stands on the page too. */
  report(fault: { reference: string; error: unknown }): void
}

const sessionCookie = 'verge_portal'
const noticeCookie = 'verge_portal_notice'

/** The customer portal: one fetch handler for everything below `/{organization}/portal`. */
export function createPortal(options: PortalOptions) {
  const { publicUrl, sandbox, processor, now } = options
  const seal = createSeal(options.secret, now)
  const surroundings = { sandbox, formOrigins: processor ? [processor.origin] : [] }
  const polarFor = (token?: string) => createPolar({ ...options.polar, ...(token && { token }) })

  const app = new Hono({ strict: false })
  app.use(compress())

  const baseOf = (c: Context) => `/${c.req.param('slug')}/portal`
  const cookieOptions = (c: Context) => ({
    path: baseOf(c),
    httpOnly: true,
    sameSite: 'Lax' as const,
    secure: publicUrl.startsWith('https:'),
  })

  /** Somebody without a session, as far as their link and browser tell. Null: no such organization. */
  async function guest(c: Context): Promise<Viewer | null> {
    const locale = chooseLocale([c.req.query('locale'), c.req.header('accept-language')])
    const params = { slug: c.req.param('slug')! }
    const found = await polarFor()
      .call(getPortalOrganization, { params })
      .catch((error: unknown) => {
        if (error instanceof Refusal) return null
        throw error
      })
    if (!found) return null
    const messages = messagesFor(locale)
    return { locale, theme: null, messages, organization_name: found.organization.name, signedIn: null }
  }

  function viewerOf(c: Context, session: PortalSession): Viewer {
    const base = baseOf(c)
    const { locale, theme, organization_name } = session
    const current = c.req.path.slice(base.length)
    const messages = messagesFor(locale)
    return { locale, theme, messages, organization_name, signedIn: { base, back: wayBack(session), current } }
  }

  function visitOf(c: Context, session: PortalSession): Visit {
    const base = baseOf(c)
    return {
      session,
      polar: polarFor(session.token),
      messages: messagesFor(session.locale),
      format: formatFor(session.locale),
      to: (path = '') => base + path,
      absolute: (path) => publicUrl + base + path,
      processor,
      fetchDocument: options.fetchDocument,
      newKey: options.newKey,
    }
  }

  async function keep(c: Context, session: PortalSession): Promise<void> {
    const lifetime = Math.max(0, session.exp - Math.floor(now().getTime() / 1000))
    setCookie(c, sessionCookie, await seal.seal(session), { ...cookieOptions(c), maxAge: lifetime })
  }

  async function lead(
    c: Context,
    session: PortalSession,
    { to, notice, result }: Outcome,
  ): Promise<Response> {
    if (notice) setCookie(c, noticeCookie, writeNotice(notice), { ...cookieOptions(c), maxAge: 300 })
    if (result) await keep(c, { ...session, result })
    return withCookies(c, seeOther(to))
  }

  async function answered(c: Context, session: PortalSession, view: View): Promise<Response> {
    const notice = readNotice(getCookie(c, noticeCookie))
    if (notice) deleteCookie(c, noticeCookie, cookieOptions(c))
    return withCookies(c, await shown(view, viewerOf(c, session), surroundings, { notice }))
  }

  async function failed(c: Context, session: PortalSession, error: unknown): Promise<Response> {
    const viewer = viewerOf(c, session)
    const { messages } = viewer
    const overview = baseOf(c)
    const isRead = c.req.method === 'GET'
    if (error instanceof PolarUnauthorized) {
      deleteCookie(c, sessionCookie, cookieOptions(c))
      const view = expiredPage(messages, viewer.organization_name, wayBack(session))
      return withCookies(c, await shown(view, { ...viewer, signedIn: null }, surroundings, { status: 401 }))
    }
    if (error instanceof Refusal && isAboutTheAddress(error)) {
      const view = problemPage(messages, messages.problem.notFoundTitle, messages.problem.notFound, {
        overview,
      })
      return shown(view, viewer, surroundings, { status: 404 })
    }
    if (error instanceof Refusal && !isRead)
      return lead(c, session, { to: overview, notice: problem(messages.problem.refused(error.message)) })
    if (error instanceof PolarFault) {
      const text = isRead ? messages.problem.faultRead : messages.problem.faultWrite
      const again = isRead ? { again: c.req.path } : {}
      const view = problemPage(messages, messages.problem.faultTitle, text, { ...again, overview })
      return shown(view, viewer, surroundings, { status: 502 })
    }
    const reference = options.newKey()
    options.report({ reference, error })
    const text = messages.problem.broken(reference)
    const view = problemPage(messages, messages.problem.brokenTitle, text, { overview })
    return shown(view, viewer, surroundings, { status: 500 })
  }

  /** The browser still holds a cookie, and the session in it is over. */
  async function ended(c: Context): Promise<Response> {
    const viewer = await guest(c)
    if (!viewer) return unknownOrganization(c)
    deleteCookie(c, sessionCookie, cookieOptions(c))
    const view = expiredPage(viewer.messages, viewer.organization_name, null)
    return withCookies(c, await shown(view, viewer, surroundings, { status: 401 }))
  }

  /** For a signed-in customer: runs, and turns every failure into a page that says what is true. */
  async function within(
    c: Context,
    run: (visit: Visit) => Promise<View | Outcome | Response>,
  ): Promise<Response> {
    const cookie = getCookie(c, sessionCookie)
    if (!cookie) return seeOther(`${baseOf(c)}/sign-in`)
    const session = await seal.open(cookie)
    if (!session) return ended(c)
    try {
      const answer = await run(visitOf(c, session))
      if (answer instanceof Response) return answer
      return 'to' in answer ? await lead(c, session, answer) : await answered(c, session, answer)
    } catch (error) {
      return failed(c, session, error)
    }
  }

  const show = (page: Page) => (c: Context) =>
    within(c, (visit) => page(visit, { params: c.req.param(), query: new URL(c.req.url).searchParams }))

  const act = (action: Action) => async (c: Context) => {
    const form = await postedForm(c.req.raw, publicUrl)
    const asked = { params: c.req.param(), query: new URL(c.req.url).searchParams, form }
    return within(c, (visit) => action(visit, asked))
  }

  function unknownOrganization(c: Context): Promise<Response> {
    const locale = chooseLocale([c.req.header('accept-language')])
    const messages = messagesFor(locale)
    const view = problemPage(messages, messages.problem.notFoundTitle, messages.problem.notFound, {})
    const viewer = {
      locale,
      theme: null,
      messages,
      organization_name: c.req.param('slug') ?? '',
      signedIn: null,
    }
    return shown(view, viewer, surroundings, { status: 404 })
  }

  app.get('/:slug/portal', async (c, next) => {
    const query = new URL(c.req.url).searchParams
    if (!query.has('customer_session_token')) return next()
    const viewer = await guest(c)
    if (!viewer) return unknownOrganization(c)
    const carried = ['customer_session_token', 'flow', 'subscription_id', 'locale', 'theme']
    const values = Object.fromEntries(
      carried.flatMap((key) => (query.get(key) ? [[key, query.get(key)!]] : [])),
    )
    const response = await shown(
      enteringPage(viewer.messages, `${baseOf(c)}/session`, values),
      viewer,
      surroundings,
    )
    response.headers.set('referrer-policy', 'strict-origin')
    return response
  })

  app.post('/:slug/portal/session', async (c) => {
    const form = await postedForm(c.req.raw, publicUrl)
    const viewer = await guest(c)
    if (!viewer) return unknownOrganization(c)
    try {
      const { session, path } = await beginSession(polarFor(form.get('customer_session_token') ?? ''), form, {
        organization_name: viewer.organization_name,
        accepted: c.req.header('accept-language'),
      })
      await keep(c, session)
      return withCookies(c, seeOther(baseOf(c) + path))
    } catch (error) {
      if (!(error instanceof PolarUnauthorized)) throw error
      const view = expiredPage(viewer.messages, viewer.organization_name, null)
      return shown(view, viewer, surroundings, { status: 401 })
    }
  })

  app.get('/:slug/portal/sign-in', async (c) => {
    const viewer = await guest(c)
    if (!viewer) return unknownOrganization(c)
    const signedOut = c.req.query('signed_out') !== undefined
    return shown(signInPage(viewer.messages, viewer.organization_name, signedOut), viewer, surroundings)
  })

  app.post('/:slug/portal/sign-out', async (c) => {
    await postedForm(c.req.raw, publicUrl)
    const session = await seal.open(getCookie(c, sessionCookie))
    const polar = polarFor(session?.token)
    // The cookie goes in any case; a session that the API could not end ends by itself within the hour.
    if (session && polar.supports(revokeCustomerSession))
      await polar.call(revokeCustomerSession, {}).catch(() => {})
    deleteCookie(c, sessionCookie, cookieOptions(c))
    deleteCookie(c, noticeCookie, cookieOptions(c))
    return withCookies(c, seeOther(`${baseOf(c)}/sign-in?signed_out`))
  })

  for (const { path, page, action } of routes) {
    const address = `/:slug/portal${path === '/' ? '' : path.replace('{id}', idPattern)}`
    if (page) app.get(address, show(page))
    if (action) app.post(address, act(action))
  }

  app.all('/:slug/portal/*', (c) =>
    within(c, async () => {
      throw new Refusal('ResourceNotFound', 'Not found')
    }),
  )
  app.notFound(unknownOrganization)
  /** Outside a session there is only the browser's language to go by. */
  app.onError(async (error, c) => {
    const locale = chooseLocale([c.req.header('accept-language')])
    const messages = messagesFor(locale)
    const organization_name = c.req.param('slug') ?? ''
    const viewer = { locale, theme: null, messages, organization_name, signedIn: null }
    if (error instanceof FormRefused) {
      const { title, text, status } = wordsOf(error, messages.problem)
      const view = problemPage(messages, title, text, { overview: baseOf(c) })
      return shown(view, viewer, surroundings, { status })
    }
    const reference = options.newKey()
    options.report({ reference, error })
    const isFault = error instanceof PolarFault
    const { faultTitle, faultRead, brokenTitle, broken } = messages.problem
    const view = problemPage(
      messages,
      isFault ? faultTitle : brokenTitle,
      isFault ? faultRead : broken(reference),
      {},
    )
    return shown(view, viewer, surroundings, { status: isFault ? 502 : 500 })
  })

  return async function handle(request: Request): Promise<Response> {
    const response = await app.fetch(request)
    protect(response.headers)
    return response
  }
}

/** Cookies that were set on the context, on a response that was made elsewhere. */
function withCookies(c: Context, response: Response): Response {
  for (const cookie of c.res.headers.getSetCookie()) response.headers.append('set-cookie', cookie)
  return response
}

/** Not there, another customer's, or no id at all: to the customer it is one thing. */
function isAboutTheAddress(error: Refusal): boolean {
  if (error.error === 'ResourceNotFound') return true
  return typeof error.detail !== 'string' && error.detail.every(({ loc }) => loc[0] === 'path')
}
