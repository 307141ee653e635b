import { keptFor } from './kept.ts'
import { languageOf, type Language } from './languages.ts'

/**
 * A locale that we speak, from the first wish that can be fulfilled; its region is kept for dates and money. A wish is
 * a locale or what a browser sends as Accept-Language. Whoever chose a `language` gets it, in a region that they wish.
 */
export function chooseLocale(
  wishes: readonly (string | null | undefined)[],
  language: Language | null = null,
): string {
  const spoken = wishes.flatMap((wish) => wished(wish ?? '')).filter((locale) => languageOf(locale))
  if (language) return spoken.find((locale) => languageOf(locale) === language) ?? language
  return spoken[0] ?? 'en'
}

/** The locales of an Accept-Language, the most welcome first. */
function wished(header: string): string[] {
  return header
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((text) => text.trim())
      const quality = parameters.find((text) => text.startsWith('q='))
      return { locale: plainLocale(tag), quality: quality ? Number(quality.slice(2)) : 1 }
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((one, other) => other.quality - one.quality)
    .flatMap(({ locale }) => locale ?? [])
}

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/** Language, script and a region that exists: calendars and the like are not chosen by a link. */
const plainLocale = keptFor((tag): string | null => {
  try {
    const { language, script, region } = new Intl.Locale(tag.replaceAll('_', '-'))
    const exists = region !== undefined && regions.of(region) !== undefined
    return [language, script, exists ? region : undefined].filter(Boolean).join('-')
  } catch {
    return null
  }
})
