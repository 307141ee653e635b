import type { Context } from 'hono'
import type { Viewer } from './answers.tsx'
import type { Brands } from './brand/brands.ts'
import { localeFor } from './language.ts'

/** Below which the pages of this organization's portal stand. */
export const baseOf = (c: Context) => `/${c.req.param('slug')}/portal`

/** Below which all of the seller's pages stand, with a session and without. */
export const homeOf = (c: Context) => (c.req.param('slug') ? `/${c.req.param('slug')}` : null)

export const queryOf = (c: Context) => new URL(c.req.url).searchParams

/** Somebody without a session, as far as their link and browser tell. */
export function guestOf(c: Context, organization_name: string, brands: Brands): Viewer {
  const locale = localeFor(c, [c.req.query('locale')])
  const variant = c.req.query('brand') ?? null
  return {
    locale,
    theme: null,
    messages: brands.named(variant).messagesFor(locale),
    organization_name,
    variant,
    home: homeOf(c),
    query: queryOf(c),
    signedIn: null,
  }
}
