import type { Context, Hono } from 'hono'
import { claimSeat, getSeatClaim } from '@verge/polar/contract/seats'
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

/** Where the mail leads that offers a seat. Looking takes nothing, with scripts neither: programs open links too. */
export function addSeatClaim(
  app: Hono,
  { publicUrl, surroundings, session, browser, noticeFor, polarFor, toGuest }: DoorOptions,
): void {
  app.get('/:slug/portal/claim', (c) =>
    toGuest(c, async (viewer) => {
      const invitation_token = c.req.query('invitation_token') ?? ''
      const seat = await polarFor()
        .call(getSeatClaim, { params: { invitation_token: invitation_token || '-' } })
        .catch(nullIfRefused)
      if (!seat?.can_claim) return over(viewer)
      const view = offerPage(viewer, `${baseOf(c)}/claim`, invitation_token, seat)
      return hidingAddress(await shown(view, viewer, surroundings))
    }),
  )

  app.post('/:slug/portal/claim', async (c) => {
    const form = await postedForm(c.req.raw, publicUrl)
    return toGuest(c, async (viewer) => {
      const invitation_token = form.get('invitation_token') ?? ''
      const taken = await polarFor().call(claimSeat, { body: { invitation_token } }).catch(nullIfRefused)
      return taken ? enter(c, viewer, taken.customer_session_token) : over(viewer)
    })
  })

  /** Signed in as whoever the invitation was sent to; the token ends in the cookie. */
  async function enter(c: Context, viewer: Viewer, link: string): Promise<Response> {
    const { organization_name, locale, messages } = viewer
    const wishes = new URLSearchParams({ locale })
    const token = await tokenInPortal(link, c, { browser, polarFor })
    const begun = await beginSession(polarFor, { token, organization_name, localeFor: localesFor(c), wishes })
    await session.keep(c, begun.session)
    leaveNotice(c, noticeFor(c), done(messages.seatInvitation.taken))
    return withCookies(c, seeOther(baseOf(c)))
  }

  async function over(viewer: Viewer): Promise<Response> {
    const { overTitle, over: words } = viewer.messages.seatInvitation
    return hidingAddress(await shown(messagePage(overTitle, [words]), viewer, surroundings, { status: 410 }))
  }
}

function offerPage(
  { messages }: Viewer,
  to: string,
  invitation_token: string,
  { product_name, organization_name, customer_email }: SeatOffer,
): View {
  const words = messages.seatInvitation
  const title = words.title({ product: product_name })
  return {
    title,
    body: (
      <>
        <h1>{title}</h1>
        <Form class="card" to={to}>
          <p>{words.offer({ name: organization_name, email: customer_email })}</p>
          <input type="hidden" name="invitation_token" value={invitation_token} />
          <div class="actions">
            <button class="primary">{words.take}</button>
          </div>
        </Form>
      </>
    ),
  }
}

interface SeatOffer {
  product_name: string
  organization_name: string
  customer_email: string
}

function nullIfRefused(error: unknown): null {
  if (error instanceof Refusal) return null
  throw error
}
