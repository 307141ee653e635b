import { expect, it } from 'vitest'
import { rangeAsked } from './range.ts'

const file = { size: 100, etag: '"abc"' }

it.each([
  [undefined, null],
  ['bytes=0-9', { first: 0, last: 9 }],
  ['bytes=90-', { first: 90, last: 99 }],
  ['bytes=-10', { first: 90, last: 99 }],
  ['bytes=-1000', { first: 0, last: 99 }],
  ['bytes=50-1000', { first: 50, last: 99 }],
  ['bytes=100-', 'beyond'],
  ['bytes=-0', 'beyond'],
  ['bytes=9-0', null],
  ['bytes=0-9,20-29', null],
  ['bytes=-', null],
  ['pages=1-2', null],
])('of a hundred bytes, %s is %o', (range, expected) => {
  expect(rangeAsked(new Headers(range ? { range } : {}), file)).toEqual(expected)
})

it('goes on only with the file that was begun with', () => {
  const range = 'bytes=50-'
  expect(rangeAsked(new Headers({ range, 'if-range': '"abc"' }), file)).toEqual({ first: 50, last: 99 })
  expect(rangeAsked(new Headers({ range, 'if-range': '"another"' }), file)).toBeNull()
  expect(rangeAsked(new Headers({ range, 'if-range': 'Wed, 21 Oct 2026 07:28:00 GMT' }), file)).toBeNull()
})
