import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type * as z from 'zod'
import { hostCookie } from './host-cookie.ts'
import { secondsAt } from './session/cookie.ts'
import { createSeal } from './session/seal.ts'

interface Kept {
  /** The organization's, at whose portal alone it counts. */
  slug: string
  exp: number
}

interface CookieOptions<Content extends Kept> {
  name: string
  /** What is sealed for something else does not open. */
  purpose: string
  content: z.ZodType<Content>
  secret: string
  isSecure: boolean
  now(): Date
}

/** What a browser keeps of something that is on its way: sealed, for some minutes. */
export interface KeptCookie<Content extends Kept> {
  read(c: Context): Promise<Content | null>
  keep(c: Context, kept: Content): Promise<void>
  drop(c: Context): void
}

export function createKeptCookie<Content extends Kept>({
  name: plainName,
  isSecure,
  now,
  ...sealed
}: CookieOptions<Content>): KeptCookie<Content> {
  const { seal, open } = createSeal({ ...sealed, now })
  const { name, attributes } = hostCookie(plainName, { isSecure })
  return {
    async read(c) {
      const kept = await open(getCookie(c, name))
      return kept?.slug === c.req.param('slug') ? kept : null
    },
    async keep(c, kept) {
      const maxAge = Math.max(0, kept.exp - secondsAt(now()))
      setCookie(c, name, await seal(kept), { ...attributes(c), maxAge })
    },
    drop(c) {
      deleteCookie(c, name, attributes(c))
    },
  }
}
