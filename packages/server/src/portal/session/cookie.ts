import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { baseOf } from '../request.ts'
import { createSeal, type Seal } from './seal.ts'
import { portalSession, type PortalSession } from './session.ts'

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

/** Since 1970, as cookies count. */
export const secondsAt = (date: Date) => Math.floor(date.getTime() / 1000)

/** One way in which a browser keeps the session. */
interface Keeping {
  name(c: Context): string
  path(c: Context): string
  seal: Seal<PortalSession>
}

/**
 * The customer's session, for as long as its token lives, at this organization's portal alone. By https it is bound to the
 * host, so that no neighbour below the same name can plant one; such a cookie has no path but the whole host, and names the
 * organization itself.
 */
export function createSessionCookie({ secret, isSecure, now }: CookieOptions): SessionCookie {
  const sealFor = (purpose: string) => createSeal({ secret, purpose, content: portalSession, now })
  const plain: Keeping = { name: () => 'verge_portal', path: baseOf, seal: sealFor('portal session') }
  const hostBound: Keeping = {
    name: (c) => `__Host-verge_portal_${c.req.param('slug')!.replace(/[^\w-]/g, '')}`,
    path: () => '/',
    // What is sealed for this name does not open under the plain one: who can plant that one could plant a session of theirs.
    seal: sealFor('portal session, bound to the host'),
  }
  const [current, ...others] = isSecure ? [hostBound, plain] : [plain]
  const attributes = (c: Context, { path }: Keeping) =>
    ({ path: path(c), httpOnly: true, sameSite: 'Lax', secure: isSecure }) as const
  return {
    async read(c) {
      // Plain ones from before the host was bound last an hour at most; none is sealed any more.
      for (const keeping of [current!, ...others]) {
        const sealed = getCookie(c, keeping.name(c))
        if (sealed) return (await keeping.seal.open(sealed)) ?? 'over'
      }
      return null
    },
    async keep(c, session) {
      const maxAge = Math.max(0, session.exp - secondsAt(now()))
      setCookie(c, current!.name(c), await current!.seal.seal(session), {
        ...attributes(c, current!),
        maxAge,
      })
      for (const other of others)
        if (getCookie(c, other.name(c))) deleteCookie(c, other.name(c), attributes(c, other))
    },
    drop(c) {
      for (const keeping of [current!, ...others]) deleteCookie(c, keeping.name(c), attributes(c, keeping))
    },
  }
}
