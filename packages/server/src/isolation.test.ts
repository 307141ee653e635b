import { expect, it } from 'vitest'
import { isTakenByAnotherSite } from './isolation.ts'

const asked = (dest: string | null, mode: string | null, site: string | null) => {
  const told = { 'sec-fetch-dest': dest, 'sec-fetch-mode': mode, 'sec-fetch-site': site }
  const headers = Object.entries(told).filter((pair): pair is [string, string] => pair[1] !== null)
  return isTakenByAnotherSite(new Request('http://localhost:4000/verge/portal', { headers }))
}

it.each([
  ['document', 'navigate', 'cross-site'],
  ['document', 'navigate', 'none'],
  ['empty', 'cors', 'same-origin'],
  ['style', 'no-cors', 'same-origin'],
  ['style', 'no-cors', 'none'],
  [null, null, 'cross-site'],
  [null, null, null],
])('somebody who goes there, or a page of ours, gets it: %s, %s, %s', (dest, mode, site) =>
  expect(asked(dest, mode, site)).toBe(false),
)

it.each([
  ['iframe', 'navigate', 'cross-site'],
  ['iframe', 'navigate', 'same-origin'],
  ['object', 'navigate', 'same-site'],
  ['embed', 'navigate', 'cross-site'],
  ['image', 'no-cors', 'cross-site'],
  ['script', 'no-cors', 'same-site'],
  ['empty', 'cors', 'cross-site'],
])('another site does not: %s, %s, %s', (dest, mode, site) => expect(asked(dest, mode, site)).toBe(true))
