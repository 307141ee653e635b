import { refusal } from './refuse.ts'

interface Request {
  headers?: Headers | undefined
  context: {
    baseURL: string
    isTrustedOrigin(url: string, settings?: { allowRelativePaths: boolean }): boolean
  }
}

/**
 * The page that asks, as its browser says: whole where the API is of the same origin, else the front page of the app. Null
 * where that is nobody trusted, or nobody says.
 */
export function callingPage({ headers, context }: Request): string | null {
  const named = [headers?.get('referer'), headers?.get('origin')]
  return (
    named.find(
      (page) => page && page.length <= 2048 && context.isTrustedOrigin(page, { allowRelativePaths: false }),
    ) ?? null
  )
}

/**
 * Whether a page of another site asks, by the browser's own word, which no page can change. Better Auth looks at the origin of
 * a POST alone; a link, a picture or a frame names none, and an app on another site than its API names a trusted one.
 */
export function isOfAnotherSite({ headers, context }: Request): boolean {
  if (headers?.get('sec-fetch-site') !== 'cross-site') return false
  const origin = headers.get('origin')
  return !origin || !context.isTrustedOrigin(origin, { allowRelativePaths: false })
}

/** What a return once told; carried along again it would tell of something that did not happen now. */
const told = ['portal', 'subscription', 'portal_result']

/**
 * An address of the app to come back to, absolute. A relative one belongs to the page that asked, which is not always
 * where the API lives.
 *
 * @throws RETURN_URL_NOT_ALLOWED
 */
export function trustedAddress(address: string, { headers, context }: Request): string {
  const origin = headers?.get('origin')
  const home = origin && context.isTrustedOrigin(origin) ? origin : new URL(context.baseURL).origin
  const url = URL.parse(address, home)
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:'
  if (!url || !isWeb || !context.isTrustedOrigin(url.href, { allowRelativePaths: false }))
    throw refusal('RETURN_URL_NOT_ALLOWED')
  for (const key of told) url.searchParams.delete(key)
  // The seller's placeholder has to arrive as it was written.
  return url.href.replaceAll('%7BCHECKOUT_ID%7D', '{CHECKOUT_ID}')
}
