import { IntlMessageFormat } from 'intl-messageformat'
import { de } from './messages/de.ts'
import { en, type MailWords } from './messages/en.ts'

const languages: Record<string, MailWords> = { en, de }

/** The customer's own locale where mails are written in its language, with its region for dates and money. */
export function localeFor(wish: string | null): string {
  const language = wish?.split(/[-_]/)[0]!.toLowerCase() ?? ''
  if (!Object.hasOwn(languages, language)) return 'en'
  try {
    return Intl.getCanonicalLocales(wish!.replaceAll('_', '-'))[0]!
  } catch {
    return language
  }
}

export function wordsFor(locale: string): MailWords {
  return languages[locale.split('-')[0]!] ?? en
}

const parsed = new Map<string, IntlMessageFormat>()

/** The message with its values, which are put in as they are: nothing in them is read as a pattern. */
export function say(locale: string, message: string, values: Record<string, string | number>): string {
  const key = `${locale} ${message}`
  const known = parsed.get(key) ?? new IntlMessageFormat(message, locale, undefined, { ignoreTag: true })
  parsed.set(key, known)
  return String(known.format(values))
}
