import { expect, it } from 'vitest'
import { faultsIn } from '../../languages/testing/faults.ts'
import { catalogues } from './messages.ts'

/** Words that a language has in common with English. */
const alike: Record<string, readonly string[]> = {
  de: ['Name', 'Status', 'Code'],
}

it.each(Object.entries(catalogues))('says all of the portal in “%s”', (language, texts) => {
  expect(faultsIn(language, texts, catalogues.en, alike[language] ?? [])).toEqual([])
})
