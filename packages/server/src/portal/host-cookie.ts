import type { Context } from 'hono'
import { baseOf } from './request.ts'

interface HostCookie {
  name: string
  attributes(c: Context): { path: string; httpOnly: true; sameSite: 'Lax'; secure: boolean }
}

/** One of the portal's own. No other host can plant it, where there is https to say so: then it has no path but the whole host. */
export function hostCookie(name: string, { isSecure }: { isSecure: boolean }): HostCookie {
  return {
    name: isSecure ? `__Host-${name}` : name,
    attributes: (c) => ({
      path: isSecure ? '/' : baseOf(c),
      httpOnly: true,
      sameSite: 'Lax',
      secure: isSecure,
    }),
  }
}
