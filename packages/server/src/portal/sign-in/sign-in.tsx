import type { Context, Hono } from 'hono'
import { PolarFault, PolarSelectionRequired, PolarUnauthorized, type Polar } from '@verge/polar/client'
import {
  authenticateCustomerSession,
  beginSignIn,
  finishSignIn,
  requestCustomerSession,
} from '@verge/polar/contract/customer-sessions'
import { emailAddress } from '@verge/polar/contract/values'
import { Refusal } from '@verge/polar/refusals'
import { seeOther, shown, withCookies, type Viewer } from '../answers.tsx'
import { localesFor } from '../language.ts'
import type { Messages } from '../messages/messages.ts'
import { postedForm } from '../posted-form.ts'
import { baseOf } from '../request.ts'
import { beginSession } from '../session/begin.ts'
import type { DoorOptions } from '../session/door.ts'
import type { AttemptCookie, SignInAttempt } from './attempt.ts'
import { addressPage, choicePage, codePage } from './pages.tsx'
import { wayOnwards } from './way.ts'

interface SignInOptions extends DoorOptions {
  attempt: AttemptCookie
  now(): Date
}

/** As long as our own API lets a code live; hosted Polar's lives longer, and is not asked for it. */
const lifetimeSeconds = 600

/** Signing in by a code that comes by e-mail: nothing here tells whether anybody has an address. */
export function addSignIn(
  app: Hono,
  { publicUrl, surroundings, session, attempt, now, polarFor, polarForGuest, toGuest }: SignInOptions,
): void {
  app.get('/:slug/portal/sign-in', (c) =>
    toGuest(c, async (viewer) => {
      const signedOut = c.req.query('signed_out') !== undefined
      const kept = await attempt.read(c)
      const email = signedOut ? '' : (kept?.email ?? '')
      return askAddress(c, viewer, { email, to: wayOnwards(c.req.query('to')), signedOut })
    }),
  )

  app.post('/:slug/portal/sign-in', async (c) => {
    const form = await postedForm(c.req.raw, publicUrl)
    return toGuest(c, async (viewer, organization_id) => {
      const email = (form.get('email') ?? '').trim()
      const to = wayOnwards(form.get('to'))
      if (!emailAddress.safeParse(email).success)
        return askAddress(c, viewer, { email, to, error: viewer.messages.signIn.emailWrong, status: 422 })
      const customer_id = form.get('customer_id')
      try {
        const begun = await begin(polarForGuest(c), { email, organization_id, customer_id })
        await attempt.keep(c, { ...begun, email, customer_id, to, slug: c.req.param('slug')! })
        return withCookies(c, seeOther(`${baseOf(c)}/sign-in/code`))
      } catch (error) {
        if (error instanceof PolarSelectionRequired) {
          const { customers } = error
          const view = choicePage({ messages: viewer.messages, base: baseOf(c), email, to, customers })
          return shown(view, viewer, surroundings)
        }
        const { text, status } = wordsFor(error, viewer)
        return askAddress(c, viewer, { email, to, error: text, status })
      }
    })
  })

  app.get('/:slug/portal/sign-in/code', async (c) => {
    const kept = await attempt.read(c)
    if (!kept) return seeOther(`${baseOf(c)}/sign-in`)
    return toGuest(c, (viewer) => askCode(c, viewer, kept))
  })

  app.post('/:slug/portal/sign-in/code', async (c) => {
    const form = await postedForm(c.req.raw, publicUrl)
    const kept = await attempt.read(c)
    return toGuest(c, async (viewer) => {
      const words = viewer.messages.signIn
      // The cookie lives as long as the code does.
      if (!kept) return askAddress(c, viewer, { email: '', to: '', error: words.over, status: 422 })
      const code = form.get('code') ?? ''
      try {
        const finished = await finish(polarForGuest(c), kept, code)
        if (finished.outcome === 'signed_in') return await enter(c, viewer, kept, finished.token)
        const isOpen = finished.outcome === 'wrong'
        const error = isOpen ? wrongCode(words, finished.tries_left) : words.over
        return await askCode(c, viewer, kept, { isOpen, error, status: 422 })
      } catch (error) {
        const { text, status } = wordsFor(error, viewer)
        return askCode(c, viewer, kept, { error: text, status })
      }
    })
  })

  async function askAddress(
    c: Context,
    viewer: Viewer,
    asked: { email: string; to: string; signedOut?: boolean; error?: string; status?: number },
  ): Promise<Response> {
    const { messages, organization_name } = viewer
    const { signedOut = false, status = 200, ...typed } = asked
    const action = `${baseOf(c)}/sign-in`
    const view = addressPage({ messages, organization_name, action, signedOut, ...typed })
    return shown(view, viewer, surroundings, { status })
  }

  async function askCode(
    c: Context,
    viewer: Viewer,
    { email, customer_id, to }: SignInAttempt,
    { isOpen = true, error, status = 200 }: { isOpen?: boolean; error?: string; status?: number } = {},
  ): Promise<Response> {
    const view = codePage({
      messages: viewer.messages,
      base: baseOf(c),
      email,
      customer_id,
      to,
      isOpen,
      error,
    })
    return shown(view, viewer, surroundings, { status })
  }

  async function enter(
    c: Context,
    { organization_name }: Viewer,
    { to }: SignInAttempt,
    customer_session_token: string,
  ): Promise<Response> {
    const form = new URLSearchParams({ customer_session_token })
    const known = { organization_name, localeFor: localesFor(c) }
    const begun = await beginSession(polarFor(customer_session_token), form, known)
    await session.keep(c, begun.session)
    attempt.drop(c)
    return withCookies(c, seeOther(baseOf(c) + to))
  }

  async function begin(
    polar: Polar,
    { customer_id, ...asked }: { email: string; organization_id: string; customer_id: string | null },
  ) {
    const exp = (end: Date) => Math.floor(end.getTime() / 1000)
    if (polar.supports(beginSignIn)) {
      const { attempt: begun, expires_at } = await polar.call(beginSignIn, { body: asked })
      return { attempt: begun, exp: exp(expires_at) }
    }
    await polar.call(requestCustomerSession, { body: { ...asked, customer_id } })
    return { attempt: null, exp: exp(now()) + lifetimeSeconds }
  }
}

type Finished =
  | { outcome: 'signed_in'; token: string }
  | { outcome: 'wrong'; tries_left: number | null }
  | { outcome: 'over' }

async function finish(polar: Polar, { attempt }: SignInAttempt, code: string): Promise<Finished> {
  if (attempt !== null) return polar.call(finishSignIn, { body: { attempt, code } })
  // Hosted Polar knows codes in capital letters, without what is between them.
  const body = { code: code.replace(/[^0-9A-Za-z]/g, '').toUpperCase() }
  try {
    return { outcome: 'signed_in', ...(await polar.call(authenticateCustomerSession, { body })) }
  } catch (error) {
    if (error instanceof PolarUnauthorized) return { outcome: 'wrong', tries_left: null }
    throw error
  }
}

function wrongCode(words: Messages['signIn'], tries_left: number | null): string {
  return tries_left === null ? words.wrong : words.wrongOnce({ left: tries_left })
}

/** What can be told of a failure that is expected here. @throws the error itself where it is none */
function wordsFor(error: unknown, { messages: { signIn: words } }: Viewer): { text: string; status: number } {
  if (error instanceof Refusal && error.status === 422) return { text: words.emailWrong, status: 422 }
  if (error instanceof PolarFault && error.kind === 'rate_limited')
    return { text: words.tooOften, status: 429 }
  throw error
}
