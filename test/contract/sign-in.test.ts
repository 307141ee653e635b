import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApi } from '@verge/server/api/api'
import { openWorld, type World } from '../world/open.ts'
import { codeSentTo } from '../world/sign-in.ts'

const ada = 'ada@example.com'
let world: World
let asked = 0
beforeAll(async () => {
  world = await openWorld()
  await world.addCustomer(ada)
})
afterAll(() => world.ports.db.destroy())
// Each test asks from an address of its own, an hour after the one before.
beforeEach(() => {
  asked++
  world.pass(3_600)
})

const portal = '/v1/customer-portal/customer-session'

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const api = createApi(world.ports, {
    report: ({ error }) => {
      throw error
    },
  })
  const request = new Request(`http://localhost:4000${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const answer = await api(request, { address: `192.0.2.${asked}` })
  const text = await answer.text()
  const { 'x-request-id': requestId, ...shown } = Object.fromEntries(answer.headers)
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
  return { status: answer.status, headers: shown, text }
}
const wish = (email: string) => ({ email, organization_id: world.organization.organization_id })
const errorIn = ({ text }: { text: string }) => (JSON.parse(text) as { error: string }).error

describe('asking for a code', () => {
  it('is answered with 202 and null, in both spellings of the path', async () => {
    for (const path of [`${portal}/request`, `${portal}/request/`])
      expect(await post(path, wish(ada))).toMatchObject({
        status: 202,
        text: 'null',
        headers: { 'content-type': 'application/json' },
      })
  })

  it.each([`${portal}/request`, '/v1/verge/sign-in'])(
    'is answered alike for a known and an unknown address, and asks the books for the same: %s',
    async (path) => {
      const told = async (email: string) => {
        const statements: string[] = []
        const { db } = world.ports
        const noting = db.withPlugin({
          transformQuery: ({ node }) => (statements.push(JSON.stringify(node, shapeAlone)), node),
          transformResult: async ({ result }) => result,
        })
        world.ports.db = noting
        const { status, headers, text } = await post(path, wish(email)).finally(() => (world.ports.db = db))
        return { status, headers, text: text.replace(/polar_sia_\w+/, 'polar_sia_'), statements }
      }
      const [known, unknown] = [await told(ada), await told('nobody@example.com')]
      expect(known.statements.length).toBeGreaterThan(3)
      expect(known).toEqual(unknown)
    },
  )

  it.each([
    ['no address', { email: 'nothing' }],
    ['an address that cannot be stored', { email: 'a\0@example.com' }],
    ['no organization', { organization_id: undefined }],
    ['an organization that is no id', { organization_id: 'verge' }],
  ])('is refused with 422 for %s', async (_, wrong) => {
    const answer = await post(`${portal}/request`, { ...wish(ada), ...wrong })
    expect(answer.status).toBe(422)
    expect(errorIn(answer)).toBe('RequestValidationError')
  })
})

/** What a statement asks, without with what. */
function shapeAlone(key: string, value: unknown): unknown {
  return key === 'value' || key === 'values' ? undefined : value
}

describe('answering with a code', () => {
  it('opens a session that has no way back', async () => {
    await post(`${portal}/request`, wish(ada))
    const answer = await post(`${portal}/authenticate`, { code: await codeSentTo(world, ada) })
    expect(answer).toMatchObject({ status: 200 })
    const { token } = JSON.parse(answer.text) as { token: string }
    const session = await createApi(world.ports, { report: () => {} })(
      new Request(`http://localhost:4000${portal}/introspect`, {
        headers: { authorization: `Bearer ${token}` },
      }),
    )
    expect(await session.json()).toMatchObject({ return_url: null })
  })

  it("is refused by Polar's name where the code is wrong", async () => {
    const answer = await post(`${portal}/authenticate`, { code: 'AAAAAA' })
    expect(answer.status).toBe(401)
    expect(errorIn(answer)).toBe('CustomerSessionCodeInvalidOrExpired')
  })

  it('is told when to come back after six calls in a minute, in a header that pages may read', async () => {
    for (let calls = 0; calls < 6; calls++) await post(`${portal}/authenticate`, { code: 'AAAAAA' })
    const answer = await post(`${portal}/authenticate`, { code: 'AAAAAA' })
    expect(answer).toMatchObject({
      status: 429,
      headers: {
        'retry-after': '900',
        'access-control-expose-headers': expect.stringContaining('Retry-After'),
      },
    })
  })

  it('counts who asks by the socket alone, whatever the request says of itself', async () => {
    const made_up = (number: number) => ({ 'x-forwarded-for': `203.0.113.${number}` })
    for (let calls = 0; calls < 6; calls++)
      await post(`${portal}/authenticate`, { code: 'AAAAAA' }, made_up(calls))
    expect(await post(`${portal}/authenticate`, { code: 'AAAAAA' }, made_up(7))).toMatchObject({
      status: 429,
    })
  })
})
