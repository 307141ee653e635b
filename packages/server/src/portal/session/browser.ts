import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { baseOf } from '../request.ts'

/** By what a browser is known again when it opens the same link once more. It says nothing of who sits there. */
export interface BrowserCookie {
  /** The browser's key; one that has none gets one. */
  keyOf(c: Context): string
}

interface CookieOptions {
  isSecure: boolean
  newKey(): string
}

/** No other host can plant one, where there is https to say so. */
export function createBrowserCookie({ isSecure, newKey }: CookieOptions): BrowserCookie {
  const name = isSecure ? '__Host-verge_browser' : 'verge_browser'
  return {
    keyOf(c) {
      const kept = getCookie(c, name)
      if (kept && kept.length >= 16 && kept.length <= 64) return kept
      const key = newKey()
      const path = isSecure ? '/' : baseOf(c)
      setCookie(c, name, key, { path, httpOnly: true, sameSite: 'Lax', secure: isSecure, maxAge: hours })
      return key
    },
  }
}

/** Longer than any link holds, in seconds. */
const hours = 2 * 3_600
