import { join } from 'node:path'
import { chooseLocale } from '../../languages/choice.ts'
import { languageOf, type Language } from '../../languages/languages.ts'
import { speaking } from '../../languages/speaking.ts'
import { de } from './messages/de.ts'
import { en } from './messages/en.ts'

const wordsFor = speaking({ en, de }, join(import.meta.dirname, 'messages'))
export type Wording = ReturnType<typeof wordsFor>

export interface Reader {
  wording: Wording
  /** With its region, for dates and money. */
  locale: Intl.Locale
  language: Language
}

/** A language that we do not speak is answered in English. */
export function wordingFor(asked: string | null): Reader {
  const locale = chooseLocale([asked])
  return { wording: wordsFor(locale), locale: new Intl.Locale(locale), language: languageOf(locale) ?? 'en' }
}
