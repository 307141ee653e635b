import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { appUrl, openApp } from '../testing/app.ts'
import { aSubscription } from '../testing/fake-polar.ts'

const ours = await generateKeyPair('EdDSA')
const others = await generateKeyPair('EdDSA')
const issuer = 'https://billing.example/verge'
/** How often whoever asks for the keys gets none. */
let failures = 0

beforeEach(() => {
  failures = 0
  vi.stubGlobal('fetch', async (address: string) => {
    if (failures-- > 0 || address !== `${issuer}/.well-known/jwks.json`)
      return new Response('', { status: 503 })
    return Response.json({ keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'key_1', alg: 'EdDSA' }] })
  })
})
afterEach(() => vi.unstubAllGlobals())

const canceled = {
  action: 'canceled',
  subscription: {
    id: 'sub_1',
    status: 'active',
    cancel_at_period_end: true,
    created_at: '2026-01-10T12:00:00Z',
    modified_at: '2026-11-28T00:00:00Z',
  },
}
let nonces = 0

async function signed(
  sub: string,
  changes: JWTPayload = {},
  { key = ours, typ = 'portal-return' }: { key?: typeof ours; typ?: string } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: issuer, aud: appUrl, sub, jti: `n${nonces++}`, iat: now, exp: now + 300, ...canceled }
  return new SignJWT({ ...claims, ...changes })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'key_1', typ })
    .sign(key.privateKey)
}

/** Who subscribes, and whose app reads from a copy of the provider that is behind. */
async function subscriber() {
  const app = await openApp()
  const browser = app.browser()
  const user = await browser.signUp()
  app.books.customers.push({ id: 'cus_0', external_id: user.id, email: user.email, name: null })
  app.books.subscriptions.push(aSubscription())
  const back = (result?: string) => browser.ask('POST', '/customer/return', { result })
  return { ...app, ...browser, user, back }
}

describe('coming back from the portal', () => {
  it('is right at that moment, even where the provider lists what was before', async () => {
    const { user, back } = await subscriber()
    expect(await back(await signed(user.id))).toMatchObject({
      status: 200,
      said: {
        action: 'canceled',
        subscription_id: 'sub_1',
        subscriptions: [{ id: 'sub_1', cancel_at_period_end: true }],
        stale: false,
      },
    })
  })

  it('is right while the provider is down, once its keys are known', async () => {
    const { user, back, books } = await subscriber()
    await back(await signed(user.id, { action: 'none', subscription: null }))
    books.state.down = true
    const { said } = await back(await signed(user.id))
    expect(said).toMatchObject({
      action: 'canceled',
      subscriptions: [{ cancel_at_period_end: true }],
      stale: true,
    })
  })

  it('asks for the keys a second time where the first time nobody answered', async () => {
    const { user, back } = await subscriber()
    failures = 1
    expect((await back(await signed(user.id))).said).toMatchObject({ action: 'canceled' })
  })

  it('tells it once', async () => {
    const { user, back, ask } = await subscriber()
    const result = await signed(user.id)
    const both = await Promise.all([back(result), back(result)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(await back(result)).toMatchObject({ status: 409, said: { code: 'RETURN_REPLAYED' } })
    // Refused or not, the live state is there.
    expect((await ask('GET', '/subscription/list')).status).toBe(200)
  })

  it("is not told by another customer's result", async () => {
    const { back } = await subscriber()
    expect(await back(await signed('user_of_others'))).toMatchObject({
      status: 403,
      said: { code: 'RETURN_FOREIGN' },
    })
  })

  it.each<[string, (sub: string) => Promise<string>]>([
    [
      'changed by a letter',
      async (sub) => (await signed(sub)).replace(/\.(.)/, (_, c) => `.${c === 'e' ? 'f' : 'e'}`),
    ],
    ['signed by somebody else', (sub) => signed(sub, {}, { key: others })],
    ['made for another purpose', (sub) => signed(sub, {}, { typ: 'cancellation-receipt' })],
    ['of another portal', (sub) => signed(sub, { iss: 'https://evil.example/verge' })],
    ['for another app', (sub) => signed(sub, { aud: 'https://evil.example' })],
    ['without a nonce', (sub) => signed(sub, { jti: undefined })],
    ['of no form', async () => 'x'],
    [
      'not signed at all',
      async (sub) => {
        const [, payload] = (await signed(sub)).split('.')
        return `${btoa('{"alg":"none"}').replaceAll('=', '')}.${payload}.`
      },
    ],
  ])('is not told by a result that is %s', async (_what, result) => {
    const { user, back } = await subscriber()
    expect(await back(await result(user.id))).toMatchObject({ status: 400, said: { code: 'RETURN_INVALID' } })
  })

  it('is not told by a result of more than five minutes ago', async () => {
    const { user, back } = await subscriber()
    const then = Math.floor(Date.now() / 1000) - 340
    const old = await signed(user.id, { iat: then, exp: then + 300 })
    expect(await back(old)).toMatchObject({ status: 410, said: { code: 'RETURN_EXPIRED' } })
    // Nor by one that claims for itself to last longer.
    expect(await back(await signed(user.id, { iat: then, exp: then + 9_000 }))).toMatchObject({ status: 410 })
  })

  it('reads the live state where the portal vouches for nothing, or nobody can check it', async () => {
    const { user, back } = await subscriber()
    const live = { action: null, subscriptions: [{ cancel_at_period_end: false }], stale: false }
    expect((await back()).said).toMatchObject(live)
    failures = Infinity
    expect((await back(await signed(user.id))).said).toMatchObject(live)
  })
})
