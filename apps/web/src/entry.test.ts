import { expect, it } from 'vitest'
import { safeNext } from './entry.ts'

it.each([
  ['/pricing?plan=pro', '/pricing?plan=pro'],
  ['https://evil.example/', '/settings'],
  ['//evil.example/', '/settings'],
  ['/\\evil.example', '/settings'],
  ['javascript:alert(1)', '/settings'],
  [undefined, '/settings'],
])('continues from %s to %s after signing in', (next, target) => {
  expect(safeNext(next)).toBe(target)
})
