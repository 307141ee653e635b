import { keptFor } from './kept.ts'

/** What the portal can be read in, in the order in which it is offered. */
export const languages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt-BR',
  'nl',
  'sv',
  'da',
  'nb',
  'fi',
  'pl',
  'cs',
  'hu',
  'ro',
  'el',
  'uk',
  'tr',
  'he',
  'ar',
  'ja',
  'ko',
  'zh-Hans',
  'zh-Hant',
] as const
export type Language = (typeof languages)[number]

const rightToLeft: readonly string[] = ['ar', 'fa', 'he', 'ur']

export const directionOf = keptFor((locale): 'ltr' | 'rtl' =>
  rightToLeft.includes(new Intl.Locale(locale).language) ? 'rtl' : 'ltr',
)

/** The API's own words are English. */
export function isEnglish(locale: string): boolean {
  return languageOf(locale) === 'en'
}

/** Which of our languages a locale is written in: Norwegian in all its names, Chinese by its script. */
export const languageOf = keptFor((locale): Language | null => {
  const { language, script } = new Intl.Locale(locale)
  const candidates: Record<string, () => string> = {
    no: () => 'nb',
    nn: () => 'nb',
    pt: () => 'pt-BR',
    zh: () => `zh-${script ?? new Intl.Locale(locale).maximize().script}`,
  }
  const spoken = candidates[language]?.() ?? language
  return languages.find((one) => one === spoken) ?? null
})

/** As the language calls itself. */
export function nameOf(language: Language): string {
  const name = new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language
  return name.slice(0, 1).toLocaleUpperCase(language) + name.slice(1)
}

export function isLanguage(text: string | null | undefined): text is Language {
  return languages.some((language) => language === text)
}
