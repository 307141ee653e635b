import { join } from 'node:path'
import { expect, it } from 'vitest'
import { languages } from '../../languages/languages.ts'
import { readCatalogue } from '../../languages/speaking.ts'
import { faultsIn } from '../../languages/testing/faults.ts'
import { de } from './messages/de.ts'
import { en } from './messages/en.ts'
import { localeFor } from './words.ts'

const folder = join(import.meta.dirname, 'messages')
/** Words that a language has in common with English. */
const alike: Record<string, readonly string[]> = {
  cs: ['Role'],
  fr: ['Total'],
  es: ['Subtotal', 'Total'],
  'pt-BR': ['Subtotal', 'Total'],
  nl: ['Product'],
  da: ['Subtotal'],
  ro: ['Card', 'Subtotal', 'Total'],
}

it.each(languages)('says every mail in “%s”', (language) => {
  const texts = { en, de }[language as string] ?? readCatalogue(folder, language) ?? {}
  expect(faultsIn(language, texts, en, alike[language] ?? [])).toEqual([])
})

it('writes in the language of whoever reads, and in English where it cannot', () => {
  expect(['de-AT', 'en-GB', 'xx', null].map(localeFor)).toEqual(['de-AT', 'en-GB', 'en', 'en'])
})
