import type { Context, Hono } from 'hono'
import { PolarFault, PolarUnauthorized, type Polar } from '@verge/polar/client'
import { revokeCustomerSession } from '@verge/polar/contract/customer-sessions'
import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { isRefusal, Refusal } from '@verge/polar/refusals'
import {
  forgetting,
  hidingAddress,
  seeOther,
  shown,
  withCookies,
  type Surroundings,
  type Viewer,
} from '../answers.tsx'
import { localesFor } from '../language.ts'
import { leaveNotice, takeNotice, type NoticeCookie } from '../notice.ts'
import { postedForm } from '../posted-form.ts'
import { baseOf } from '../request.ts'
import { carryOnPage, valuesOf } from '../ui/carry-on.tsx'
import { beginSession } from './begin.ts'
import { signInAddress } from '../sign-in/way.ts'
import type { BrowserCookie } from './browser.ts'
import type { SessionCookie } from './cookie.ts'
import type { FormTokens } from './form-token.ts'
import { tokenInPortal } from './open-link.ts'
import { staleNotice } from '../stale-form.ts'
import { expiredPage, openedElsewherePage } from './pages.ts'

export interface DoorOptions {
  publicUrl: string
  surroundings: Surroundings
  session: SessionCookie
  browser: BrowserCookie
  formTokens: FormTokens
  noticeFor(c: Context): NoticeCookie
  polarFor(token?: string): Polar
  /** For somebody without a session, told from where they ask. */
  polarForGuest(c: Context): Polar
  /** A page for whoever has no session; an organization that does not exist has none. */
  toGuest(
    c: Context,
    answer: (viewer: Viewer, organization_id: string) => Promise<Response>,
  ): Promise<Response>
}

const carried = ['customer_session_token', 'flow', 'subscription_id', 'locale', 'theme', 'brand']

/**
 * Whose account a link opens, so that whoever opens somebody else's sees it; no more of the address than its owner needs.
 * Where Polar is elsewhere it would cost everybody a round trip before they come in, and is not asked.
 */
async function whoseLink(polar: Polar): Promise<string | null> {
  if (!polar.supports(revokeCustomerSession)) return null
  try {
    const { email } = await polar.call(getPortalCustomer, {})
    return email?.replace(/^(.)[^@]*/, '$1…') ?? null
  } catch (error) {
    // The form says what is wrong with the link.
    if (error instanceof PolarUnauthorized || error instanceof PolarFault || error instanceof Refusal)
      return null
    throw error
  }
}

/** @throws what is about no link */
function noEntryPageFor(error: unknown) {
  if (error instanceof PolarUnauthorized) return expiredPage
  if (isRefusal(error, 'LinkOpenedElsewhere')) return openedElsewherePage
  throw error
}

/** Coming in by the link, being told how, and leaving. */
export function addDoor(
  app: Hono,
  { publicUrl, surroundings, session, browser, formTokens, noticeFor, polarFor, toGuest }: DoorOptions,
): void {
  /** The link's token goes into a cookie by a form, so that no later address carries it. */
  app.get('/:slug/portal', async (c, next) => {
    const query = new URL(c.req.url).searchParams
    if (!query.has('customer_session_token')) return next()
    return toGuest(c, async (viewer) => {
      const { messages } = viewer
      const entering = {
        title: messages.session.entering,
        to: `${baseOf(c)}/session`,
        values: valuesOf(query, carried),
        whose: await whoseLink(polarFor(query.get('customer_session_token') ?? '')),
      }
      // Known before it asks to be let in: where that answer gets lost, it may ask again.
      browser.keyOf(c)
      return withCookies(c, hidingAddress(await shown(carryOnPage(messages, entering), viewer, surroundings)))
    })
  })

  app.post('/:slug/portal/session', async (c) => {
    const form = await postedForm(c.req.raw, publicUrl)
    return toGuest(c, async ({ organization_name, ...viewer }) => {
      try {
        const link = form.get('customer_session_token') ?? ''
        const token = await tokenInPortal(link, c, { browser, polarFor })
        const known = { organization_name, localeFor: localesFor(c), wishes: form }
        const begun = await beginSession(polarFor, { token, ...known })
        await session.keep(c, begun.session)
        return withCookies(c, seeOther(baseOf(c) + begun.path))
      } catch (error) {
        const page = noEntryPageFor(error)
        const ways = { back: null, signIn: signInAddress(baseOf(c)) }
        const view = page(viewer.messages, organization_name, ways)
        return shown(view, { ...viewer, organization_name }, surroundings)
      }
    })
  })

  app.post('/:slug/portal/sign-out', async (c) => {
    const form = await postedForm(c.req.raw, publicUrl)
    const held = await session.read(c)
    if (held && held !== 'over' && !formTokens.take(form, held)) {
      const messages = surroundings.brands.named(held.variant).messagesFor(held.locale)
      leaveNotice(c, noticeFor(c), staleNotice(messages))
      return withCookies(c, seeOther(baseOf(c)))
    }
    // The cookie goes in any case; a session that the API could not end ends by itself, as nobody uses it.
    if (held && held !== 'over') {
      const polar = polarFor(held.token)
      if (polar.supports(revokeCustomerSession)) await polar.call(revokeCustomerSession, {}).catch(() => {})
    }
    session.drop(c)
    takeNotice(c, noticeFor(c))
    return forgetting(withCookies(c, seeOther(`${baseOf(c)}/sign-in?signed_out`)))
  })
}
