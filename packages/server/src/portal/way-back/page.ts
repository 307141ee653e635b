import { PolarUnauthorized } from '@verge/polar/client'
import { createPortalReturn } from '@verge/polar/contract/portal-returns'
import { Refusal } from '@verge/polar/refusals'
import { wayBack, type Page } from '../visit.ts'

/**
 * Leads back to the app with the seller's word for what was done, which is taken at the click: it counts for five minutes.
 * Without that word, for whatever reason, the way back is the same, and the app reads the live state by itself.
 */
export const goBack: Page = async ({ session, polar, to, report }) => {
  const back = wayBack(session)
  if (!back) return { to: to() }
  if (!session.result) return { to: back }
  const signed = await polar.call(createPortalReturn, { body: session.result }).catch((error: unknown) => {
    // Who vouches for nothing says so, or that the session is over; whoever should and cannot is broken.
    if (!(error instanceof Refusal || error instanceof PolarUnauthorized)) report(error)
    return null
  })
  if (!signed) return { to: back }
  const url = new URL(back)
  url.searchParams.set('portal_result', signed.result)
  return { to: url.href }
}
