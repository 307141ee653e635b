import { expect, it } from 'vitest'
import { faultsIn } from '../../languages/testing/faults.ts'
import { catalogues } from './words.ts'

/** Words that a language has in common with English. */
const alike: Record<string, readonly string[]> = {}

it.each(Object.entries(catalogues))('says every mail in “%s”', (language, texts) => {
  expect(faultsIn(language, texts, catalogues.en, alike[language] ?? [])).toEqual([])
})
