import type { Context } from 'hono'
import type { Viewer } from './answers.tsx'
import { chooseLocale } from '../languages/languages.ts'
import { messagesFor } from './messages/messages.ts'

/** Below which the pages of this organization's portal stand. */
export const baseOf = (c: Context) => `/${c.req.param('slug')}/portal`

/** Somebody without a session, as far as their link and browser tell. */
export function guestOf(c: Context, organization_name: string): Viewer {
  const locale = chooseLocale([c.req.query('locale'), c.req.header('accept-language')])
  return { locale, theme: null, messages: messagesFor(locale), organization_name, signedIn: null }
}
