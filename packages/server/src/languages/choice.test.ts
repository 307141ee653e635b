import { expect, it } from 'vitest'
import { chooseLocale } from './choice.ts'
import { languageOf } from './languages.ts'

it.each([
  [['de-AT'], 'de-AT'],
  [[null, 'xx', 'de'], 'de'],
  [['xx-YY,de;q=0.5'], 'de'],
  [['en;q=0.3, de-CH;q=0.8, xx'], 'de-CH'],
  [['de;q=0, en'], 'en'],
  [['de-!!', undefined, 'en-GB'], 'en-GB'],
  [['de_AT'], 'de-AT'],
  [['de-QX-u-nu-thai-x-whatever'], 'de'],
  [['*'], 'en'],
  [[], 'en'],
])('answers the wishes %j with %s', (wishes, locale) => {
  expect(chooseLocale(wishes)).toBe(locale)
})

it('lets a chosen language win, in a region that is wished anyway', () => {
  expect(chooseLocale(['en-GB', 'fr,de-AT;q=0.5'], 'de')).toBe('de-AT')
  expect(chooseLocale(['en-GB'], 'de')).toBe('de')
})

it.each([
  ['pt-PT', 'pt-BR'],
  ['pt-BR', 'pt-BR'],
  ['no', 'nb'],
  ['nn-NO', 'nb'],
  ['zh', 'zh-Hans'],
  ['zh-CN', 'zh-Hans'],
  ['zh-TW', 'zh-Hant'],
  ['zh-Hant-HK', 'zh-Hant'],
  ['iw', 'he'],
  ['tlh', null],
])('reads %s in %s', (locale, language) => {
  expect(languageOf(locale)).toBe(language)
})
