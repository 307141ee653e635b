import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keptFor } from './kept.ts'
import { languageOf, type Language } from './languages.ts'
import { messagesIn, type Catalogue, type MessagesOf, type Texts } from './messages.ts'

/**
 * Says a catalogue in any locale. English and German change with the pages that they are for; the other languages are
 * files of JSON in `folder`, which translators know, each read when it is first spoken. What one of them lacks is said
 * in English. `replaced` are texts that a seller says in their own words, in whatever languages.
 */
export function speaking<const English extends Texts>(
  { en, de }: { en: English; de: Catalogue<English> },
  folder: string | null = null,
  replaced: Partial<Record<Language, Texts>> = {},
): (locale: string) => MessagesOf<English> {
  const read = new Map<Language, Texts>([
    ['en', en],
    ['de', de],
  ])
  return keptFor((locale) => {
    const language = languageOf(locale) ?? 'en'
    const texts = read.get(language) ?? (folder === null ? null : readCatalogue(folder, language)) ?? en
    read.set(language, texts)
    const own = replaced[language]
    return messagesIn<English>(own ? laidOver(texts, own) : texts, en, locale)
  })
}

function laidOver(texts: Texts, own: Texts): Texts {
  const changed = Object.entries(own).map(([key, text]): [string, string | Texts] => {
    const below = texts[key]
    return [key, typeof text === 'string' || typeof below !== 'object' ? text : laidOver(below, text)]
  })
  return { ...texts, ...Object.fromEntries(changed) }
}

/** Null: nobody has translated it. */
export function readCatalogue(folder: string, language: Language): Texts | null {
  try {
    return JSON.parse(readFileSync(join(folder, `${language}.json`), 'utf8')) as Texts
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
