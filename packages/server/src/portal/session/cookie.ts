import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { baseOf } from '../request.ts'
import { createSeal } from './seal.ts'
import { portalSession, type PortalSession } from './session.ts'

const name = 'verge_portal'

interface CookieOptions {
  secret: string
  isSecure: boolean
  now(): Date
}

export interface SessionCookie {
  /** Null: there is none. `over`: the browser still holds one, and the session in it has ended. */
  read(c: Context): Promise<PortalSession | 'over' | null>
  keep(c: Context, session: PortalSession): Promise<void>
  drop(c: Context): void
}

/** The customer's session, for as long as its token lives, at this organization's portal alone. */
export function createSessionCookie({ secret, isSecure, now }: CookieOptions): SessionCookie {
  const { seal, open } = createSeal({ secret, purpose: 'portal session', content: portalSession, now })
  const attributes = (c: Context) =>
    ({ path: baseOf(c), httpOnly: true, sameSite: 'Lax', secure: isSecure }) as const
  return {
    async read(c) {
      const sealed = getCookie(c, name)
      return sealed ? ((await open(sealed)) ?? 'over') : null
    },
    async keep(c, session) {
      const maxAge = Math.max(0, session.exp - Math.floor(now().getTime() / 1000))
      setCookie(c, name, await seal(session), { ...attributes(c), maxAge })
    },
    drop(c) {
      deleteCookie(c, name, attributes(c))
    },
  }
}
