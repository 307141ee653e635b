import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { hostCookie } from '../host-cookie.ts'

/** By what a browser is known again when it opens the same link once more. It says nothing of who sits there. */
export interface BrowserCookie {
  /** The browser's key; one that has none gets one. */
  keyOf(c: Context): string
}

interface CookieOptions {
  isSecure: boolean
  newKey(): string
}

/** Longer than any link holds. */
const secondsMax = 2 * 3_600

export function createBrowserCookie({ isSecure, newKey }: CookieOptions): BrowserCookie {
  const { name, attributes } = hostCookie('verge_browser', { isSecure })
  return {
    keyOf(c) {
      const kept = getCookie(c, name)
      if (kept && kept.length >= 16 && kept.length <= 64) return kept
      const key = newKey()
      setCookie(c, name, key, { ...attributes(c), maxAge: secondsMax })
      return key
    },
  }
}
