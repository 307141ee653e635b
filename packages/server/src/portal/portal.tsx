import { Hono, type Context } from 'hono'
import { compress } from 'hono/compress'
import { createPolar, PolarFault, PolarUnauthorized, type Polar, type PolarFetch } from '@verge/polar/client'
import { getPortalOrganization } from '@verge/polar/contract/organizations'
import { errors } from '@verge/polar/errors'
import { createPortalReturn } from '@verge/polar/contract/portal-returns'
import { isRefusal, Refusal } from '@verge/polar/refusals'
import { seeOther, shown, withCookies, type Viewer } from './answers.tsx'
import { withProtection } from './protection.ts'
import type { Brands } from './brand/brands.ts'
import { addEmailVerification } from './email-change/verify.tsx'
import { addErasureOver } from './erasure/over.ts'
import { refusalNotice } from './explain-refusal.ts'
import { failurePage, type Reporting } from './failure-page.ts'
import { keepingLanguage, localeFor } from './language.ts'
import type { Messages } from './messages/messages.ts'
import { noting } from './noting.ts'
import { leaveNotice, takeNotice, type NoticeCookie } from './notice.ts'
import { onBehalfOf, type Guest } from './on-behalf-of.ts'
import { owedBy, type Owed } from './overdue/owed.ts'
import { FormRefused, postedForm } from './posted-form.ts'
import { problemPage } from './problem-page.ts'
import { baseOf, guestOf, homeOf, queryOf } from './request.ts'
import { pageAt, patternOf, routes } from './routes.ts'
import { addSeatClaim } from './seats/claim.tsx'
import { createSessionCookie } from './session/cookie.ts'
import { createBrowserCookie } from './session/browser.ts'
import { addDoor } from './session/door.ts'
import { deviceOf } from './session/device.ts'
import { createFormTokens } from './session/form-token.ts'
import { withRole } from './session/role.ts'
import { endedPage, expiredPage } from './session/pages.ts'
import type { PortalSession } from './session/session.ts'
import { createKeptCookie } from './kept-cookie.ts'
import { pending as pendingForm, type Pending } from './confirmation/pending.ts'
import { signInAttempt } from './sign-in/attempt.ts'
import { addSignIn } from './sign-in/sign-in.tsx'
import { signInAddress } from './sign-in/way.ts'
import { shownAgain } from './stale-form.ts'
import { formatFor } from './ui/format.ts'
import { addStatements } from './statements/statements.tsx'
import { addVerification } from './verify/verify.tsx'
import {
  linkBack,
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
  polar: {
    /** The calls of one visit. */
    open(): PolarFetch
    baseUrl: string
    supportsOurs: boolean
  }
  /** Where Polar's own portals are, for what this one cannot do in front of them. */
  hostedPortalsUrl: string | null
  /** The portal's own public address, without a trailing slash. */
  publicUrl: string
  /** Keys the cookie. */
  secret: string
  now(): Date
  newKey(): string
  processor: ProcessorPages | null
  fetchDocument(url: string): Promise<Response>
  brands: Brands
  /** Says on every page that no real money moves. */
  sandbox: boolean
  report: Reporting['report']
  note?: Reporting['note']
}

/** The customer portal: one fetch handler for everything below `/{organization}/portal`. */
export function createPortal(options: PortalOptions) {
  const { publicUrl, secret, brands, sandbox, processor, now, newKey } = options
  const isSecure = publicUrl.startsWith('https:')
  const reporting = {
    newReference: newKey,
    report: options.report,
    ...(options.note && { note: options.note }),
  }
  const surroundings = {
    brands,
    sandbox,
    formOrigins: processor ? [processor.origin] : [],
    hasExits: options.polar.supportsOurs,
  }
  const sessionCookie = createSessionCookie({ secret, isSecure, now })
  const formTokens = createFormTokens(secret)
  const pendingCookie = createKeptCookie({
    name: 'verge_pending',
    purpose: 'portal form that waits for a code',
    content: pendingForm,
    secret,
    isSecure,
    now,
  })
  const attemptCookie = createKeptCookie({
    name: 'verge_sign_in',
    purpose: 'portal sign-in',
    content: signInAttempt,
    secret,
    isSecure,
    now,
  })
  const noticeFor = (c: Context): NoticeCookie => ({
    name: 'verge_portal_notice',
    path: baseOf(c),
    isSecure,
  })
  const { open, baseUrl, supportsOurs } = options.polar
  const polarFor = (token?: string, onUnreadable?: () => void) =>
    createPolar({
      fetch: open(),
      baseUrl,
      supportsOurs,
      ...(token && { token }),
      ...(onUnreadable && { onUnreadable }),
    })
  const polarForGuest = (c: Context) =>
    createPolar({ fetch: onBehalfOf(c.env as Guest, open()), baseUrl, supportsOurs })

  const app = new Hono({ strict: false })
  app.use(compress())
  app.use(keepingLanguage(isSecure))

  async function toGuest(
    c: Context,
    answer: (viewer: Viewer, organization_id: string) => Promise<Response>,
  ): Promise<Response> {
    const params = { slug: c.req.param('slug')! }
    const found = await polarFor()
      .call(getPortalOrganization, { params })
      .catch((error: unknown) => {
        if (error instanceof Refusal) return null
        throw error
      })
    if (!found) return unknownOrganization(c)
    const guest = guestOf(c, found.organization.name, brands)
    const { name } = brands.named(guest.variant)
    return answer(name ? { ...guest, organization_name: name } : guest, found.organization.id)
  }

  function unknownOrganization(c: Context): Promise<Response> {
    const viewer = { ...guestOf(c, c.req.param('slug') ?? '', brands), home: null }
    const { notFoundTitle, notFound } = viewer.messages.problem
    const view = problemPage(viewer.messages, notFoundTitle, notFound, { code: 'NotFound' })
    return shown(view, viewer, surroundings, { status: 404 })
  }

  const backOf = (session: PortalSession, base: string) =>
    polarFor().supports(createPortalReturn) ? linkBack(session, base) : wayBack(session)

  function viewerOf(c: Context, session: PortalSession): Viewer {
    const base = baseOf(c)
    const { locale, theme, variant, organization_name, has_say_in_billing } = session
    const messages = brands.named(variant).messagesFor(locale)
    return {
      locale,
      theme,
      messages,
      organization_name,
      variant,
      home: homeOf(c),
      query: queryOf(c),
      signedIn: {
        base,
        formToken: formTokens.of(session),
        back: backOf(session, base),
        current: currentOf(c),
        hasPeople: session.has_people ?? false,
        hasActivity: supportsOurs && has_say_in_billing,
        hasBilling: has_say_in_billing,
      },
    }
  }

  function visitOf(
    c: Context,
    session: PortalSession,
    { polar, gap, pending }: { polar: Polar; gap: Gap; pending: Pending | null },
  ): Visit {
    const base = baseOf(c)
    return {
      session,
      polar,
      messages: brands.named(session.variant).messagesFor(session.locale),
      format: formatFor(session.locale),
      to: (path = '') => base + path,
      absolute: (path) => publicUrl + base + path,
      processor,
      hostedPortal: options.hostedPortalsUrl && options.hostedPortalsUrl + base,
      fetchDocument: options.fetchDocument,
      attempt: (reading) => attempt(reading, gap),
      report: (error) => options.report({ reference: newKey(), error }),
      owed: once(async () => (await attempt(owedBy(polar), gap)) ?? []),
      now,
      newKey,
      codes: {
        pending,
        guest: polarForGuest(c),
        polarFor,
        device: deviceOf(c.req.header('user-agent')),
      },
    }
  }

  /** What waits for a code in this very session. */
  async function pendingIn(c: Context, session: PortalSession): Promise<Pending | null> {
    const kept = await pendingCookie.read(c)
    return kept?.of === formTokens.of(session) ? kept : null
  }

  async function lead(
    c: Context,
    session: PortalSession,
    { to, notice, result, approving, pending, session: goesOnIn }: Outcome,
  ): Promise<Response> {
    if (notice) leaveNotice(c, noticeFor(c), notice)
    const changed = {
      ...goesOnIn,
      ...(result && { result }),
      ...(approving !== undefined && { approving }),
    }
    const next = { ...session, ...changed }
    if (Object.keys(changed).length > 0) await sessionCookie.keep(c, next)
    if (pending)
      await pendingCookie.keep(c, { ...pending, of: formTokens.of(next), slug: c.req.param('slug')! })
    return withCookies(c, seeOther(to))
  }

  async function answered(
    c: Context,
    session: PortalSession,
    view: View,
    { gap, owed, pending }: { gap: Gap; owed: readonly Owed[]; pending: Pending | null },
  ): Promise<Response> {
    const notice = takeNotice(c, noticeFor(c))
    const isBack = pending !== null && pending.page === currentOf(c)
    // What was typed before the code stands in its form again.
    if (isBack && pending.form !== null)
      view.sent ??= { to: baseOf(c) + pending.form, values: new URLSearchParams(pending.values) }
    if (isBack && pending.isDone) pendingCookie.drop(c)
    const viewer = viewerOf(c, session)
    const time = formatFor(session.locale).time(now())
    const incomplete = gap.isThere ? viewer.messages.problem.incomplete({ time }) : null
    return withCookies(c, await shown(view, viewer, surroundings, { notice, incomplete, owed }))
  }

  async function failed(
    c: Context,
    session: PortalSession,
    error: unknown,
    { isUnchanged, visit }: { isUnchanged: boolean; visit: Visit | null },
  ): Promise<Response> {
    const owed = async () => (await visit?.owed().catch(() => [])) ?? []
    const viewer = viewerOf(c, session)
    const { messages } = viewer
    const overview = baseOf(c)
    const isRead = c.req.method === 'GET'
    if (error instanceof PolarUnauthorized) return ended(c, { ...viewer, signedIn: null }, wayBack(session))
    if (error instanceof Refusal && isAboutTheAddress(error)) {
      const { notFoundTitle, notFound } = messages.problem
      const view = problemPage(messages, notFoundTitle, notFound, { code: 'ResourceNotFound', overview })
      return shown(view, viewer, surroundings, { status: 404, owed: await owed() })
    }
    if (isRefusal(error, 'NotPermitted') && isRead) {
      const { notPermittedTitle, notPermitted } = messages.problem
      const view = problemPage(messages, notPermittedTitle, notPermitted, { code: 'NotPermitted', overview })
      return shown(view, viewer, surroundings, { status: 403, owed: await owed() })
    }
    if (error instanceof Refusal && !isRead)
      return lead(c, session, {
        to: overview,
        notice: refusalNotice(error, messages, session),
      })
    const asked = { messages, isUnchanged, overview, ...(isRead && { again: c.req.path }) }
    const { view, status } = failurePage(error, asked, reporting)
    // Whoever could not answer that is not asked for more.
    return shown(view, viewer, surroundings, {
      status,
      owed: error instanceof FormRefused ? await owed() : [],
    })
  }

  /** The browser still holds a cookie, and the session in it is over. */
  async function ended(c: Context, viewer: Viewer, back: string | null): Promise<Response> {
    sessionCookie.drop(c)
    const signIn = signInAddress(baseOf(c), pageOf(c))
    // In front of a Polar elsewhere a session is its token, which only its hour ends.
    const page = supportsOurs ? endedPage : expiredPage
    const view = page(viewer.messages, viewer.organization_name, { back, signIn })
    return withCookies(c, await shown(view, viewer, surroundings))
  }

  /** Under the name and in the language that hold for this request. */
  function asShownNow(c: Context, held: PortalSession): PortalSession {
    const organization_name = brands.named(held.variant).name ?? held.organization_name
    return { ...held, organization_name, locale: localeFor(c, [held.locale]) }
  }

  /** For a signed-in customer: runs, and turns every failure into a page that says what is true. */
  async function within(
    c: Context,
    run: (visit: Visit) => Promise<View | Outcome | Response>,
  ): Promise<Response> {
    const held = await sessionCookie.read(c)
    if (!held) return seeOther(signInAddress(baseOf(c), pageOf(c)))
    if (held === 'over') return toGuest(c, (viewer) => ended(c, viewer, null))
    let session = asShownNow(c, held)
    const gap: Gap = { isThere: false }
    const noted = noting(polarFor(session.token, () => void (gap.isThere = true)))
    let visit: Visit | null = null
    try {
      session = await withRole(session, noted.polar)
      const pending = await pendingIn(c, session)
      visit = visitOf(c, session, { polar: noted.polar, gap, pending })
      const answer = await run(visit)
      if (answer instanceof Response) return answer
      if ('to' in answer) return await lead(c, session, answer)
      const owed = answer.saysWhatIsOwed ? [] : await visit.owed()
      return await answered(c, session, answer, { gap, owed, pending })
    } catch (error) {
      return failed(c, session, error, { isUnchanged: !noted.mayHaveChanged(), visit })
    }
  }

  const askedIn = (c: Context) => ({ params: c.req.param(), query: new URL(c.req.url).searchParams })

  const show = (page: Page) => (c: Context) => within(c, (visit) => page(visit, askedIn(c)))

  const act = (action: Action, page: Page) => async (c: Context) => {
    const form = await postedForm(c.req.raw, publicUrl)
    return within(c, (visit) => {
      const posted = { ...askedIn(c), form }
      const isOfThisSession = formTokens.take(form, visit.session)
      return isOfThisSession ? action(visit, posted) : shownAgain(visit, posted, { page, to: c.req.path })
    })
  }

  const door = {
    publicUrl,
    surroundings,
    session: sessionCookie,
    browser: createBrowserCookie({ isSecure, newKey }),
    formTokens,
    noticeFor,
    polarFor,
    polarForGuest,
    toGuest,
  }
  addDoor(app, door)
  addErasureOver(app, door)
  addSeatClaim(app, door)
  addSignIn(app, { ...door, attempt: attemptCookie, now })
  addEmailVerification(app, door)
  addVerification(app, door)
  addStatements(app, { ...door, newKey })

  for (const { path, page, action } of routes) {
    const address = `/:slug/portal${path === '/' ? '' : patternOf(path)}`
    if (page) app.get(address, show(page))
    if (action) app.post(address, act(action, pageAt(path)))
  }

  const ways = routes.map(({ path }) => new RegExp(`^${path.replace(/\{\w+\}/g, '[0-9a-f-]{36}')}$`))
  app.all('/:slug/portal/*', (c) =>
    within(c, async ({ messages, to }) => {
      const isWrongMethod = ways.some((way) => way.test(currentOf(c) || '/'))
      if (isWrongMethod) return wrongMethod(messages, to())
      throw new Refusal('ResourceNotFound', 'Not found')
    }),
  )
  app.notFound(unknownOrganization)
  /** Outside a session, but for a form that was not taken: whoever is signed in can go on from there. */
  app.onError(async (error, c) => {
    const held = error instanceof FormRefused && (await sessionCookie.read(c))
    if (held && held !== 'over') return within(c, () => Promise.reject(error))
    const viewer = { ...guestOf(c, c.req.param('slug') ?? '', brands), home: null }
    const overview = error instanceof FormRefused ? { overview: baseOf(c) } : {}
    const asked = { messages: viewer.messages, isUnchanged: true, ...overview }
    const { view, status } = failurePage(error, asked, reporting)
    return shown(view, viewer, surroundings, { status })
  })

  return withProtection((request, { address }: Guest) => app.fetch(request, { address }))
}

/** There is such a page, and it does nothing that was asked for. */
function wrongMethod(messages: Messages, overview: string): View {
  const { methodTitle, method } = messages.problem
  const code = 'MethodNotAllowed'
  return { ...problemPage(messages, methodTitle, method, { code, overview }), status: errors[code].status }
}

/** Whether a page lacks something that could not be read. */
interface Gap {
  isThere: boolean
}

async function attempt<Known>(reading: Promise<Known>, gap: Gap): Promise<Known | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof PolarFault) gap.isThere = true
    else if (!(error instanceof Refusal)) throw error
    return null
  }
}

function once<Known>(ask: () => Promise<Known>): () => Promise<Known> {
  let asked: Promise<Known> | undefined
  return () => (asked ??= ask())
}

/** Below the portal. */
function currentOf(c: Context): string {
  return c.req.path.slice(baseOf(c).length)
}

/** What can be shown again after signing in. */
function pageOf(c: Context): string {
  return c.req.method === 'GET' ? currentOf(c) + new URL(c.req.url).search : ''
}

/** Not there, another customer's, or no id at all: to the customer it is one thing. */
function isAboutTheAddress(error: Refusal): boolean {
  if (error.error === 'ResourceNotFound') return true
  return typeof error.detail !== 'string' && error.detail.every(({ loc }) => loc[0] === 'path')
}
