import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { leaveNotice, noticeLengthMax, problem, takeNotice } from './notice.ts'

const cookie = { name: 'verge_portal_notice', path: '/verge/portal', isSecure: true }

it('a notice at its longest fits into a cookie, in any writing, and is read from it', async () => {
  const longest = { ...problem('漢'.repeat(noticeLengthMax), 'C'.repeat(64)), at: 'p'.repeat(32) }
  const app = new Hono()
    .get('/left', (c) => {
      leaveNotice(c, cookie, longest)
      return c.text('')
    })
    .get('/taken', (c) => c.json(takeNotice(c, cookie)))
  const left = await app.request('/left')
  const [pair] = left.headers.get('set-cookie')!.split(';')
  expect(pair!.length).toBeLessThanOrEqual(4096)
  const taken = await app.request('/taken', { headers: { cookie: pair! } })
  expect(await taken.json()).toEqual(longest)
})
