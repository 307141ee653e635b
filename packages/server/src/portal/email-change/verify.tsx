import type { Context, Hono } from 'hono'
import { PolarFault, PolarUnauthorized } from '@verge/polar/client'
import { checkEmailUpdate, verifyEmailUpdate } from '@verge/polar/contract/portal-customers'
import { Refusal } from '@verge/polar/refusals'
import { hidingAddress, seeOther, shown, withCookies, type Viewer } from '../answers.tsx'
import { localesFor } from '../language.ts'
import { done, leaveNotice } from '../notice.ts'
import { postedForm } from '../posted-form.ts'
import { baseOf } from '../request.ts'
import { beginSession } from '../session/begin.ts'
import type { DoorOptions } from '../session/door.ts'
import { tokenInPortal } from '../session/open-link.ts'
import { messagePage } from '../ui/message-page.tsx'
import type { View } from '../visit.ts'
import { Form } from '../ui/form.tsx'

/** Where the mail leads that went to another address. Looking changes nothing, with scripts neither: programs open links too. */
export function addEmailVerification(
  app: Hono,
  { publicUrl, surroundings, session, browser, noticeFor, polarFor, polarForGuest, toGuest }: DoorOptions,
): void {
  app.get('/:slug/portal/verify-email', (c) =>
    toGuest(c, async (viewer) => {
      const token = c.req.query('token') ?? ''
      try {
        await polarForGuest(c).call(checkEmailUpdate, { query: { token: token.slice(0, 256) } })
      } catch (error) {
        return refused(viewer, error)
      }
      const view = confirmationPage(viewer, `${baseOf(c)}/verify-email`, token)
      return hidingAddress(await shown(view, viewer, surroundings))
    }),
  )

  app.post('/:slug/portal/verify-email', async (c) => {
    const form = await postedForm(c.req.raw, publicUrl)
    return toGuest(c, async (viewer) => {
      const token = (form.get('token') ?? '').slice(0, 256)
      try {
        const opened = await polarForGuest(c).call(verifyEmailUpdate, { body: { token } })
        return await enter(c, viewer, opened.token)
      } catch (error) {
        return refused(viewer, error)
      }
    })
  })

  /** In the session that was opened for it; the way back of the one before is kept. */
  async function enter(c: Context, viewer: Viewer, link: string): Promise<Response> {
    const { organization_name, locale, messages } = viewer
    const wishes = new URLSearchParams({ locale })
    const token = await tokenInPortal(link, c, { browser, polarFor })
    const [begun, held] = await Promise.all([
      beginSession(polarFor, { token, organization_name, localeFor: localesFor(c), wishes }),
      session.read(c),
    ])
    const { return_url, theme, result } = held && held !== 'over' ? held : begun.session
    await session.keep(c, { ...begun.session, return_url, theme, result })
    leaveNotice(c, noticeFor(c), done(messages.emailChange.done))
    return withCookies(c, seeOther(`${baseOf(c)}/billing`))
  }

  /** @throws the error itself where it is none that is expected here */
  async function refused(viewer: Viewer, error: unknown): Promise<Response> {
    const { title, text, status } = wordsFor(error, viewer)
    return hidingAddress(await shown(messagePage(title, [text]), viewer, surroundings, { status }))
  }
}

function wordsFor(error: unknown, { messages }: Viewer): { title: string; text: string; status: number } {
  const { overTitle, over, takenTitle, taken } = messages.emailChange
  if (error instanceof PolarUnauthorized) return { title: overTitle, text: over, status: 410 }
  if (error instanceof Refusal && error.status === 422) return { title: takenTitle, text: taken, status: 409 }
  if (error instanceof PolarFault && error.kind === 'rate_limited')
    return { title: messages.refused.notNow, text: messages.signIn.tooOften, status: 429 }
  throw error
}

function confirmationPage({ messages: { emailChange: words } }: Viewer, to: string, token: string): View {
  return {
    title: words.confirmTitle,
    body: (
      <>
        <h1>{words.confirmTitle}</h1>
        <Form class="card" to={to}>
          <p>{words.confirmHelp}</p>
          <input type="hidden" name="token" value={token} />
          <div class="actions">
            <button class="primary">{words.confirm}</button>
          </div>
        </Form>
      </>
    ),
  }
}
