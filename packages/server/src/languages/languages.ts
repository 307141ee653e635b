import { messagesIn, type Catalogue, type MessagesOf, type Texts } from './messages.ts'

/** What every page, mail and document can be read in. */
export const languages = ['en', 'de'] as const
export type Language = (typeof languages)[number]

/** Makes of one catalogue for each language what says its texts in a locale. */
export function speaking<const English extends Texts>(
  catalogues: { en: English } & { readonly [Other in Exclude<Language, 'en'>]: Catalogue<English> },
): (locale: string) => MessagesOf<English> {
  const texts: Readonly<Record<Language, Texts>> = catalogues
  const known = new Map<string, MessagesOf<English>>()
  return (locale) => {
    const messages = known.get(locale) ?? messagesIn<English>(texts[languageOf(locale) ?? 'en'], locale)
    known.set(locale, messages)
    return messages
  }
}

/** A locale that we speak, from the first wish that can be fulfilled; the region is kept for dates and money. */
export function chooseLocale(wishes: readonly (string | null | undefined)[]): string {
  for (const wish of wishes) {
    for (const tag of (wish ?? '').split(',')) {
      const locale = tag.split(';')[0]!.trim()
      if (languageOf(locale) && isLocale(locale)) return Intl.getCanonicalLocales(locale)[0]!
    }
  }
  return 'en'
}

/** The API's own words are English. */
export function isEnglish(locale: string): boolean {
  return languageOf(locale) === 'en'
}

function languageOf(locale: string): Language | undefined {
  const spoken = locale.split('-')[0]!.toLowerCase()
  return languages.find((language) => language === spoken)
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}
