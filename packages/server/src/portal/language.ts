import type { Context, Next } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { chooseLocale } from '../languages/choice.ts'
import { isLanguage, type Language } from '../languages/languages.ts'

const name = 'verge_language'
const secondsMax = 365 * 24 * 60 * 60

/** What the switch below each page was set to: by this very request, or earlier in this browser. */
function chosenLanguage(c: Context): Language | null {
  const asked = c.req.query('language') ?? getCookie(c, name)
  return isLanguage(asked) ? asked : null
}

type Wishes = readonly (string | null | undefined)[]

/** Whoever chose a language reads it; everybody else, the first of the wishes that can be fulfilled. */
export function localeFor(c: Context, wishes: Wishes): string {
  return chooseLocale([...wishes, c.req.header('accept-language')], chosenLanguage(c))
}

export const localesFor = (c: Context) => (wishes: Wishes) => localeFor(c, wishes)

/** Keeps what was chosen for the next visits. It tells nothing of the person, and lives no longer than a year. */
export function keepingLanguage(isSecure: boolean) {
  return async (c: Context, next: Next): Promise<void> => {
    await next()
    const asked = c.req.query('language')
    if (c.req.method !== 'GET' || !isLanguage(asked)) return
    setCookie(c, name, asked, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: isSecure,
      maxAge: secondsMax,
    })
  }
}
