import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { createSessionCookie } from './cookie.ts'
import { approvingMax, portalSession, returnUrlLengthMax } from './session.ts'

const now = () => new Date('2027-02-01T12:00:00Z')

/** All that a session can hold, at its longest. */
const longest = portalSession.parse({
  token: `polar_cst_${'t'.repeat(64)}`,
  exp: now().getTime() / 1000 + 3600,
  proved_at: now().getTime() / 1000,
  organization_name: '株'.repeat(64),
  is_member: false,
  is_team: false,
  has_say_in_billing: false,
  return_url: 'https://verge.example/'.padEnd(returnUrlLengthMax, 'x'),
  locale: 'zh-Hans',
  variant: 'v'.repeat(64),
  theme: 'light',
  has_people: false,
  approving: {
    payment_method_id: crypto.randomUUID(),
    payments: Array.from({ length: approvingMax }, () => ({
      order_id: crypto.randomUUID(),
      amount: 999_999_999_999,
      currency: 'usd',
    })),
  },
  result: { action: 'payment_method_updated', subscription_id: crypto.randomUUID() },
})

it.each([true, false])('a session at its longest fits into a cookie (by https: %s)', async (isSecure) => {
  const cookie = createSessionCookie({ secret: 'a secret for this test alone', isSecure, now })
  const app = new Hono().get('/:slug/portal', async (c) => {
    await cookie.keep(c, longest)
    return c.text('')
  })
  const { headers } = await app.request(`/${'s'.repeat(64)}/portal`)
  const [pair] = headers.get('set-cookie')!.split(';')
  // As browsers count it: name and value together.
  expect(pair!.length).toBeLessThanOrEqual(4096)
})
