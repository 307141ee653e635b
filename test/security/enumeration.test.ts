import { afterEach, beforeEach, expect, it } from 'vitest'
import { createApi } from '@verge/server/api/api'
import { sendSignInCodes } from '@verge/server/operations/sign-in/send-codes'
import { openWorld, type World } from '../world/open.ts'
import { fieldsOf, portalOf, visitorOf, type Seen } from '../world/visitor.ts'

const known = 'ada-who-is-known@example.com'
const unknown = 'eve-who-is-not--@example.com'

let world: World
beforeEach(async () => {
  world = await openWorld()
  await world.addCustomer(known, '4242424242424242')
})
afterEach(() => world.ports.db.destroy())

/** All that came back, but for what is drawn anew each time, of which the length alone can tell. */
function whole(email: string, { status, headers, html }: Seen) {
  const drawn = (text: string) =>
    text
      .replaceAll(email, '[address]')
      .replaceAll(encodeURIComponent(email), '[address]')
      .replaceAll(/[\w+/=-]*\d[\w+/=.-]{20,}/g, (one) => `[${one.length} letters]`)
  return { status, headers: [...headers].map(([name, value]) => [name, drawn(value)]), html: drawn(html) }
}

async function signingIn(email: string): Promise<object[]> {
  const visitor = visitorOf(world, portalOf(world, { address: `198.51.100.${email.length}` }).handle)
  const seen: Seen[] = [await visitor.get('/verge/portal/sign-in')]
  const form = fieldsOf(seen[0]!)
  seen.push(await visitor.post('/verge/portal/sign-in', { ...form, email }))
  seen.push(await visitor.get('/verge/portal/sign-in/code'))
  await sendSignInCodes(world.ports)
  for (let tries = 0; tries < 6; tries++)
    seen.push(await visitor.post('/verge/portal/sign-in/code', { code: 'AAAAAA' }))
  for (let times = 0; times < 6; times++)
    seen.push(await visitor.post('/verge/portal/sign-in', { ...form, email }))
  return seen.map((one) => whole(email, one))
}

it('signing in answers by the same page, headers and cookies whether anybody has the address, from the first try to being refused', async () => {
  const answers = await signingIn(known)
  await world.ports.db.deleteFrom('rate_limits').execute()
  expect(await signingIn(unknown)).toEqual(answers)
  expect(new Set(answers.map((one) => (one as Seen).status))).toContain(429)
})

async function byApi(email: string): Promise<object[]> {
  const api = createApi(world.ports, { report: ({ error }) => expect.unreachable(String(error)) })
  const { organization_id } = world.organization
  const post = async (path: string, body: object) => {
    const init = { method: 'POST', body: JSON.stringify(body) }
    const answer = await api(new Request(`http://localhost:4000${path}`, init), { address: '192.0.2.7' })
    return { status: answer.status, headers: answer.headers, html: await answer.text() } as Seen
  }
  const session = '/v1/customer-portal/customer-session'
  const begun = await post('/v1/verge/sign-in', { email, organization_id })
  const { attempt } = JSON.parse(begun.html) as { attempt: string }
  await sendSignInCodes(world.ports)
  const seen = [
    begun,
    await post('/v1/verge/sign-in/code', { attempt, code: 'AAAAAA' }),
    await post(`${session}/request`, { email, organization_id }),
    await post(`${session}/authenticate`, { code: 'AAAAAA' }),
    await post(`${session}/request`, { email: email.toUpperCase(), organization_id }),
    await post('/v1/verge/leaving-statements', {
      organization_id,
      kind: 'cancellation',
      name: 'Somebody',
      email,
      contract: 'Pro',
      idempotency_key: `a-statement-of-${email}`,
    }),
  ]
  for (let times = 0; times < 6; times++)
    seen.push(await post(`${session}/request`, { email, organization_id }))
  return seen.map((one) => whole(email, one))
}

it('and so does the API, to the letter', async () => {
  const answers = await byApi(known)
  await world.ports.db.deleteFrom('rate_limits').execute()
  expect(await byApi(unknown)).toEqual(answers)
  expect(answers.map((one) => (one as Seen).status)).toEqual(
    expect.arrayContaining([200, 202, 401, 201, 429]),
  )
})

it('leaving without signing in answers by the same page', async () => {
  const declare = async (email: string) => {
    const visitor = visitorOf(world, portalOf(world).handle)
    const page = await visitor.get('/verge/cancel')
    const form = { ...fieldsOf(page), name: 'Somebody', email, contract: 'Pro' }
    return [page, await visitor.post('/verge/cancel', form)].map((one) => whole(email, one))
  }
  expect(await declare(unknown)).toEqual(await declare(known))
})
