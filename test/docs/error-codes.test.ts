import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { POLAR_ERROR_CODES } from '@verge/better-auth'
import { expect, it } from 'vitest'

it('tells in the guide what to do about each error code, and about no other', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/error-codes.md'), 'utf8')
  const told = [...guide.matchAll(/^\| `([A-Z_]+)` \| \S/gm)].map(([, code]) => code)
  expect(told.toSorted()).toEqual(Object.keys(POLAR_ERROR_CODES).toSorted())
})
