import type { Context, Hono } from 'hono'
import { PolarSelectionRequired } from '@verge/polar/client'
import { emailAddress } from '@verge/polar/contract/values'
import { seeOther, shown, withCookies, type Viewer } from '../answers.tsx'
import { localesFor } from '../language.ts'
import { postedForm } from '../posted-form.ts'
import { baseOf } from '../request.ts'
import { beginSession } from '../session/begin.ts'
import { secondsAt } from '../session/cookie.ts'
import { deviceOf } from '../session/device.ts'
import type { DoorOptions } from '../session/door.ts'
import type { AttemptCookie, SignInAttempt } from './attempt.ts'
import { askForCode, finishCode, wordsFor, wrongCode } from './code.ts'
import { addressPage, choicePage, codePage } from './pages.tsx'
import { wayOnwards } from './way.ts'

interface SignInOptions extends DoorOptions {
  attempt: AttemptCookie
  now(): Date
}

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
        const begun = await askForCode(polarForGuest(c), { email, organization_id, customer_id }, now())
        await attempt.keep(c, { ...begun, email, customer_id, to, slug: c.req.param('slug')! })
        return withCookies(c, seeOther(`${baseOf(c)}/sign-in/code`))
      } catch (error) {
        if (error instanceof PolarSelectionRequired) {
          const { customers } = error
          const view = choicePage({ messages: viewer.messages, base: baseOf(c), email, to, customers })
          return shown(view, viewer, surroundings)
        }
        const { text, status } = wordsFor(error, viewer.messages)
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
        const device = deviceOf(c.req.header('user-agent'))
        const { attempt: bound } = kept
        const finished = await finishCode(polarForGuest(c), { attempt: bound, code, device })
        if (finished.outcome === 'signed_in') return await enter(c, viewer, kept, finished.token)
        const isOpen = finished.outcome === 'wrong'
        return await askCode(c, viewer, kept, { isOpen, error: wrongCode(words, finished), status: 422 })
      } catch (error) {
        const { text, status } = wordsFor(error, viewer.messages)
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
    token: string,
  ): Promise<Response> {
    const begun = await beginSession(polarFor, { token, organization_name, localeFor: localesFor(c) })
    await session.keep(c, { ...begun.session, proved_at: secondsAt(now()) })
    attempt.drop(c)
    return withCookies(c, seeOther(baseOf(c) + to))
  }
}
