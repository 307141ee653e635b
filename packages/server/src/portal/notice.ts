import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import * as z from 'zod'

/** Browsers drop a cookie above 4 KB, and a letter takes up to three bytes of it, which become four. */
export const noticeLengthMax = 900

const notice = z.object({
  tone: z.enum(['done', 'problem']),
  text: z.string().max(noticeLengthMax),
  code: z.string().max(64).optional(),
  /** The place of the page that it is said at. Absent: above all. */
  at: z.string().max(32).optional(),
})
/** One message for the next page: what was done, or why it was not. */
export type Notice = z.output<typeof notice>

export const done = (text: string): Notice => ({ tone: 'done', text })
export const problem = (text: string, code?: string): Notice => ({
  tone: 'problem',
  text,
  ...(code && { code }),
})

/** The cookie that carries a notice to the next page below `path`. */
export interface NoticeCookie {
  name: string
  path: string
  isSecure: boolean
}

const secondsMax = 300

export function leaveNotice(c: Context, { name, path, isSecure }: NoticeCookie, message: Notice): void {
  const text = Buffer.from(JSON.stringify(message)).toString('base64url')
  setCookie(c, name, text, { path, httpOnly: true, sameSite: 'Lax', secure: isSecure, maxAge: secondsMax })
}

/** Shown once. */
export function takeNotice(c: Context, { name, path, isSecure }: NoticeCookie): Notice | null {
  const text = getCookie(c, name)
  if (!text) return null
  deleteCookie(c, name, { path, secure: isSecure })
  try {
    return notice.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  } catch {
    return null
  }
}
