import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellsOf, csvLine } from './csv.ts'

const cell = (value: unknown, row: object = {}) => cellsOf({ value, ...row }, ['value'])[0]!
const line = (value: unknown) => csvLine([cell(value)])

/** As a spreadsheet reads one line after RFC 4180. */
function readBack(text: string): string[] {
  const cells = text.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)
  return Array.from(cells, ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!)
}

describe('a cell that somebody typed', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '=HYPERLINK("https://evil")'])(
    '%j is no formula',
    (typed) => {
      expect(cell(typed)).toBe(`'${typed}`)
      expect(readBack(line(typed))).toEqual([`'${typed}`])
    },
  )

  it('is no formula, whatever it says, and is read as it was typed', () => {
    const formula = /^[=+\-@\t\r\n\0＝＋－＠]/
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
    fc.assert(
      fc.property(text, fc.constantFrom('', '=', '+', '-', '@', '\t', '"', ','), (typed, first) => {
        const [read] = readBack(line(first + typed))
        expect(read).not.toMatch(formula)
        expect(read!.replace(/^'(?=[=+\-@\t\r\n\0＝＋－＠])/, '')).toBe(first + typed)
      }),
    )
  })

  it.each(['ユーザー', '‮evil', 'a👩‍👩‍👧', 'é'.repeat(1_000), 'שלום'])('%j keeps its letters', (typed) =>
    expect(readBack(line(typed))).toEqual([typed]),
  )

  it('with what means something in the file stays one cell', () =>
    expect(csvLine(cellsOf({ a: 'say "no", twice\nthen go', b: 'b' }, ['a', 'b']))).toBe(
      '"say ""no"", twice\nthen go",b\r\n',
    ))
})

describe('an amount', () => {
  it.each([
    ['usd', 1999, '19.99'],
    ['usd', -5, '-0.05'],
    ['jpy', 1999, '1999'],
    ['kwd', 1999, '1.999'],
    ['clf', 19_999, '1.9999'],
    ['huf', 19_900, '199.00'],
  ])('has the digits that %s has', (currency, amount, written) => {
    const row = { amount, tax_amount: amount, currency, seats: amount }
    expect(cellsOf(row, ['amount', 'tax_amount', 'seats'])).toEqual([written, written, String(amount)])
  })
})

it('what lies deeper is found by its path, and what is not there is empty', () => {
  const row = {
    product: { name: 'Pro' },
    billing_address: null,
    tax_id: ['DE1', 'eu_vat'],
    metadata: { a: 1 },
  }
  const paths = ['product.name', 'billing_address.city', 'tax_id', 'metadata', 'nothing']
  expect(cellsOf(row, paths)).toEqual(['Pro', '', 'DE1 eu_vat', '{"a":1}', ''])
})
