import { expect, it } from 'vitest'
import { currencies } from '../../../test/world/currencies.ts'
import { digitsOf } from './currencies.ts'
import { formatMoney } from './money.ts'

it('knows the minor unit of every currency', () => {
  expect(currencies.filter(([code, digits]) => digitsOf(code.toLowerCase()) !== digits)).toEqual([])
  expect(currencies.length).toBe(164)
})

it.each(['en', 'de', 'fr-CH', 'ja', 'hi', 'fa'])(
  'writes one minor unit of every currency in %s',
  (locale) => {
    const digitsIn = (text: string) => text.match(/\p{Nd}/gu)!.length
    const written = currencies.map(([code]) => digitsIn(formatMoney(1, code, locale)))
    expect(written).toEqual(currencies.map(([, digits]) => digits + 1))
  },
)
