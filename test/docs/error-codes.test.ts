import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { POLAR_ERROR_CODES } from '@verge/better-auth'
import { expect, it } from 'vitest'
import {
  openingActions,
  type Answer,
  type PortalUnavailableError,
} from '../../packages/better-auth/src/client/opening.ts'

const read = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8')
const [answered = '', unanswered = ''] = read('docs/guide/error-codes.md').split(/^## Where no answer came$/m)
const codesIn = (text: string) =>
  [...text.matchAll(/^\| `([A-Z_]+|HTTP_<status>)` \| \S/gm)].map(([, code]) => code!)

it('tells in the guide what to do about each error code, and about no other', () => {
  expect(codesIn(answered).toSorted()).toEqual(Object.keys(POLAR_ERROR_CODES).toSorted())
})

it('tells in the guide what the client says where no answer came', async () => {
  const codeOf = (answer: () => Promise<Answer>) =>
    openingActions(answer)
      .customerPortal()
      .then(
        () => null,
        ({ code }: PortalUnavailableError) => code,
      )
  const codes = [
    await codeOf(() => Promise.reject(new TypeError('fetch failed'))),
    await codeOf(async () => ({ data: '<html>' })),
    await codeOf(async () => ({ error: { status: 502 } })),
  ]
  expect(codes).toEqual(codesIn(unanswered).map((code) => code.replace('<status>', '502')))
})

it('names in the README each refusal that customerPortal() answers', () => {
  const [table = ''] =
    /## What `customerPortal\(\)` answers[^#]*/.exec(read('packages/better-auth/README.md')) ?? []
  const opening = read('packages/better-auth/src/client/opening.ts')
  const [, list = ''] = /const refusals[^[]*\[\] = \[([^\]]*)\]/.exec(opening) ?? []
  const refusals = [...list.matchAll(/'(\w+)'/g)].map(([, code]) => code!)
  expect(refusals).toContain('CUSTOMER_TAKEN')
  // A product is asked for at a checkout alone.
  const unnamed = refusals.filter((code) => code !== 'PRODUCT_NOT_FOUND' && !table.includes(`\`${code}\``))
  expect(unnamed).toEqual([])
})

it('tells who is kept from the customer of another user what to do', () => {
  expect(POLAR_ERROR_CODES.CUSTOMER_TAKEN.message).toContain('Sign in as that user, or ask the seller')
})
