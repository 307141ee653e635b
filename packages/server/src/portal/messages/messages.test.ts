import { expect, it } from 'vitest'
import { languages, type Language } from '../../languages/languages.ts'
import { readCatalogue } from '../../languages/speaking.ts'
import { faultsIn } from '../../languages/testing/faults.ts'
import { de } from './de.ts'
import { en } from './en.ts'

/** Words that a language has in common with English. */
const alike: Record<string, readonly string[]> = {
  de: ['Status', 'Code', 'Version {version}'],
  fr: ['Date', 'Total', 'E-mail', 'Code', 'Version {version}'],
  es: ['Total', 'Subtotal', 'Plan', '{amount} tokens'],
  it: ['E-mail'],
  'pt-BR': ['Total', 'Subtotal', 'E-mail', '{amount} tokens'],
  nl: ['Status', 'E-mail', 'Code', 'Open', 'Account {number, number}'],
  sv: ['Status', 'Plan', 'Period', 'Version {version}'],
  da: ['Status', 'Subtotal', 'E-mail', 'For', 'Version {version}'],
  nb: ['Status', 'For'],
  pl: ['E-mail', 'Plan'],
  cs: ['E-mail', 'Role'],
  ro: ['Total', 'Subtotal'],
  tr: ['Plan'],
  el: ['{amount} tokens'],
}

const textsIn = (language: Language) =>
  ({ en, de })[language as string] ?? readCatalogue(import.meta.dirname, language) ?? {}

it.each(languages)('says all of the portal in “%s”', (language) => {
  const texts = textsIn(language)
  expect(faultsIn(language, texts, en, alike[language] ?? [])).toEqual([])
})

it('names no button of an app, which has its own words for it', () => {
  for (const language of languages)
    expect(JSON.stringify(textsIn(language))).not.toContain('Manage Subscription')
})
