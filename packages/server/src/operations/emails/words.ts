import { join } from 'node:path'
import { chooseLocale } from '../../languages/choice.ts'
import { languageOf, languages } from '../../languages/languages.ts'
import { readCatalogue, speaking } from '../../languages/speaking.ts'
import { de } from './messages/de.ts'
import { en } from './messages/en.ts'

const folder = join(import.meta.dirname, 'messages')
export const wordsFor = speaking({ en, de }, folder)
export type MailWords = ReturnType<typeof wordsFor>

/** Those that all mails are written in. */
export const written = languages.filter(
  (language) => language === 'en' || language === 'de' || readCatalogue(folder, language) !== null,
)

/** The reader's own locale, with its region, where mails are written in its language; English elsewhere. */
export function localeFor(wish: string | null): string {
  const locale = chooseLocale([wish])
  return written.some((language) => language === languageOf(locale)) ? locale : 'en'
}

type Values = Readonly<Record<string, string | number>>

/** A text of which only the kind of its mail tells what values it names; one that lacks is an error. */
export function say(text: string | ((values: never) => string), values: Values): string {
  return typeof text === 'string' ? text : (text as (values: Values) => string)(values)
}
