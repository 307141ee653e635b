import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendSignInCodes } from '@verge/server/operations/sign-in/send-codes'
import { routes } from '@verge/server/portal/routes'
import { portalOf, visitorOf, type Visitor } from '../world/visitor.ts'
import { openEstate, type Estate } from './estate.ts'

const elsewhere = 'evil.example'
let estate: Estate
let visitor: Visitor
beforeAll(async () => {
  estate = await openEstate()
  const { handle } = portalOf(estate.world)
  /** Whoever stands between, and names the host anew in every way that there is. */
  visitor = visitorOf(estate.world, (request) => {
    const url = request.url.replace('http://localhost:4000', `http://${elsewhere}`)
    const headers = new Headers(request.headers)
    for (const name of ['host', 'x-forwarded-host', 'x-original-host', 'x-host', 'x-forwarded-server'])
      headers.set(name, elsewhere)
    headers.set('forwarded', `host=${elsewhere};proto=http`)
    headers.set('x-forwarded-proto', 'gopher')
    return handle(
      new Request(url, {
        headers,
        method: request.method,
        body: request.body,
        duplex: 'half',
      } as RequestInit),
    )
  })
  await visitor.post('/verge/portal/session', { customer_session_token: await estate.token('owner') })
}, 120_000)
afterAll(() => estate.world.ports.db.destroy())

describe('a host that somebody made up', () => {
  it.each(routes.filter(({ page }) => page).map(({ path }) => path))(
    'stands in no link and leads nowhere on %s',
    async (path) => {
      const { html, headers } = await visitor.get(estate.addressOf(path))
      const kept = [...headers].filter(([name]) => name !== 'set-cookie')
      expect(`${html} ${JSON.stringify(kept)}`).not.toMatch(/evil\.example|gopher/)
    },
  )

  it('is in no mail', async () => {
    const email = 'owner@example.com'
    await visitor.post('/verge/portal/sign-in', { email })
    await visitor.post('/verge/cancel', { name: 'Somebody', email, contract: 'Pro' })
    await sendSignInCodes(estate.world.ports)
    const mails = await estate.world.ports.db.selectFrom('emails').selectAll().execute()
    expect(mails.length).toBeGreaterThan(1)
    expect(JSON.stringify(mails)).not.toContain(elsewhere)
  })

  it('makes no form of another site one of ours', async () => {
    const sent = (origin: string) =>
      portalOf(estate.world).handle(
        new Request(`http://${elsewhere}/verge/portal/sign-out`, {
          method: 'POST',
          headers: { origin, host: elsewhere },
        }),
      )
    expect((await sent(`http://${elsewhere}`)).status).toBe(403)
    expect((await sent('null')).status).toBe(403)
    expect((await sent('http://localhost:4000')).status).toBe(303)
  })
})

describe('a line break that somebody typed', () => {
  const broken = 'x\r\nset-cookie: planted=1\r\nx-planted: 1\r\n\r\n<script>'
  it('makes no header of any answer', async () => {
    const parameters = [
      'to',
      'locale',
      'language',
      'brand',
      'flow',
      'subscription_id',
      'theme',
      'token',
      'page',
      'signed_out',
    ]
    const query = new URLSearchParams(parameters.map((name) => [name, broken]))
    const fields = Object.fromEntries(
      ['email', 'name', 'to', 'code', 'flow', 'locale', 'quote'].map((name) => [name, broken]),
    )
    for (const path of [
      '',
      '/sign-in',
      '/sign-in/code',
      '/claim',
      '/verify-email',
      '/orders',
      '/back',
      '/session',
      '/billing',
    ])
      for (const { headers } of [
        await visitor.get(`/verge/portal${path}?${query}`),
        await visitor.post(`/verge/portal${path}?${query}`, fields),
      ]) {
        expect([path, headers.has('x-planted')]).toEqual([path, false])
        expect(headers.getSetCookie().filter((cookie) => cookie.startsWith('planted'))).toEqual([])
        for (const [, value] of headers) expect(value).not.toMatch(/[\r\n]/)
      }
  })
})
