import type { Context } from 'hono'
import type { Polar } from '@verge/polar/client'
import { openLink } from '@verge/polar/contract/customer-sessions'
import type { BrowserCookie } from './browser.ts'
import { deviceOf } from './device.ts'

interface Ways {
  browser: BrowserCookie
  polarFor(token?: string): Polar
}

/** The token of the portal's own session, for that of a link; the link's, where the API has no other. */
export async function tokenInPortal(link: string, c: Context, { browser, polarFor }: Ways): Promise<string> {
  const polar = polarFor(link)
  if (!polar.supports(openLink)) return link
  const body = { browser: browser.keyOf(c), device: deviceOf(c.req.header('user-agent')) }
  return (await polar.call(openLink, { body })).token
}
