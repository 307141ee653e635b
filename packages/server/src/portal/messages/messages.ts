import { de } from './de.ts'
import { en, type Messages } from './en.ts'

export type { Messages } from './en.ts'

const languages: Record<string, Messages> = { en, de }

/** A locale that the portal speaks, from the first wish that it can fulfil; the region is kept for dates and money. */
export function chooseLocale(wishes: readonly (string | null | undefined)[]): string {
  for (const wish of wishes) {
    for (const tag of (wish ?? '').split(',')) {
      const locale = tag.split(';')[0]!.trim()
      if (languageOf(locale) in languages && isLocale(locale)) return Intl.getCanonicalLocales(locale)[0]!
    }
  }
  return 'en'
}

export function messagesFor(locale: string): Messages {
  return languages[languageOf(locale)] ?? en
}

function languageOf(locale: string): string {
  return locale.split('-')[0]!.toLowerCase()
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}
