import { expect, it } from 'vitest'
import { languages } from '../../../languages/languages.ts'
import { readCatalogue } from '../../../languages/speaking.ts'
import { faultsIn } from '../../../languages/testing/faults.ts'
import { de } from './de.ts'
import { en } from './en.ts'

/** Words that a language has in common with English. */
const alike: Record<string, readonly string[]> = {
  fr: ['Total'],
  es: ['Total', 'Subtotal'],
  'pt-BR': ['Total', 'Subtotal'],
  da: ['Subtotal'],
  ro: ['Total', 'Subtotal'],
  pl: ['VAT {rate}'],
  ja: ['VAT {rate}'],
}

it.each(languages)('says all of a document in “%s”', (language) => {
  const texts = { en, de }[language as string] ?? readCatalogue(import.meta.dirname, language) ?? {}
  expect(faultsIn(language, texts, en, alike[language] ?? [])).toEqual([])
})
