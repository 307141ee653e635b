import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import * as z from 'zod'
import { hostCookie } from '../host-cookie.ts'
import { createSeal } from '../session/seal.ts'

const attempt = z.object({
  /** Without it the code opens nothing. Null: the API binds codes to no browser. */
  attempt: z.string().nullable(),
  email: z.string(),
  /** Whom of several with this address it is for; null: nobody had to choose. */
  customer_id: z.string().nullable().default(null),
  /** The organization's, at whose portal alone it counts. */
  slug: z.string(),
  /** Where it leads, below the portal. */
  to: z.string(),
  exp: z.int(),
})
export type SignInAttempt = z.output<typeof attempt>

interface CookieOptions {
  secret: string
  isSecure: boolean
  now(): Date
}

export interface AttemptCookie {
  read(c: Context): Promise<SignInAttempt | null>
  keep(c: Context, kept: SignInAttempt): Promise<void>
  drop(c: Context): void
}

/** What binds a code to the browser that asked for it. */
export function createAttemptCookie({ secret, isSecure, now }: CookieOptions): AttemptCookie {
  const { seal, open } = createSeal({ secret, purpose: 'portal sign-in', content: attempt, now })
  const { name, attributes } = hostCookie('verge_sign_in', { isSecure })
  return {
    async read(c) {
      const kept = await open(getCookie(c, name))
      return kept?.slug === c.req.param('slug') ? kept : null
    },
    async keep(c, kept) {
      const maxAge = Math.max(0, kept.exp - Math.floor(now().getTime() / 1000))
      setCookie(c, name, await seal(kept), { ...attributes(c), maxAge })
    },
    drop(c) {
      deleteCookie(c, name, attributes(c))
    },
  }
}
