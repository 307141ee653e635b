import { createPortalReturn } from '@verge/polar/contract/portal-returns'
import { wayBack, type Page } from '../visit.ts'

/**
 * Leads back to the app with the seller's word for what was done, which is taken at the click: it counts for five minutes.
 * Without that word, for whatever reason, the way back is the same, and the app reads the live state by itself.
 */
export const goBack: Page = async ({ session, polar, to }) => {
  const back = wayBack(session)
  if (!back) return { to: to() }
  if (!session.result) return { to: back }
  const signed = await polar.call(createPortalReturn, { body: session.result }).catch(() => null)
  if (!signed) return { to: back }
  const url = new URL(back)
  url.searchParams.set('portal_result', signed.result)
  return { to: url.href }
}
