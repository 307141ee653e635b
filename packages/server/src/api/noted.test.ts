import { afterEach, beforeEach, expect, it } from 'vitest'
import { accessToken } from '../../../../test/world/product.ts'
import { openWorld, type World } from '../../../../test/world/open.ts'
import { codeSentTo } from '../../../../test/world/sign-in.ts'
import { createCustomerSession } from '../operations/customer-sessions/create.ts'
import { createThrottle } from '../operations/limits/throttle.ts'
import { createCustomer } from '../operations/customers/create.ts'
import { createMember } from '../operations/members/for-seller.ts'
import { issueAccessToken } from '../operations/organizations/issue-access-token.ts'
import { updateOrganization } from '../operations/organizations/update.ts'
import { openLog } from '../ports/log.ts'
import { createApi } from './api.ts'
import type { Known } from './authenticate.ts'

const email = 'ada@example.com'

let world: World
let lines: string[]
let api: ReturnType<typeof createApi>
let customer_id: string

beforeEach(async () => {
  world = await openWorld()
  customer_id = (await world.addCustomer(email)).customer.id
  lines = []
  const { note } = openLog({ write: (line) => void lines.push(line) })
  const throttle = createThrottle({ now: world.ports.clock.now })
  api = createApi(world.ports, { report: () => {}, note, throttle })
})
afterEach(() => world.ports.db.destroy())

interface Asked {
  method?: string
  token?: string
  body?: unknown
  known?: Known
}

async function ask(path: string, { method = 'GET', token, body, known }: Asked = {}) {
  const request = new Request(`${world.ports.publicUrl}/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const answer = await api(request, { address: '198.51.100.1', ...(known && { known }) })
  const text = await answer.text()
  const requestId = answer.headers.get('x-request-id')!
  return { status: answer.status, body: text ? JSON.parse(text) : null, requestId }
}
const post = (path: string, body: unknown, token?: string) =>
  ask(path, { method: 'POST', body, ...(token && { token }) })

const told = () =>
  lines.map((line) => {
    const { level, time: _time, name: _name, pid: _pid, ...rest } = JSON.parse(line)
    expect(level).toBe('info')
    return rest
  })

async function signIn(code: (sent: string) => string) {
  const { organization_id } = world.organization
  const { body } = await post('/verge/sign-in', { email, organization_id })
  const sent = (await codeSentTo(world, email))!
  const answer = await post('/verge/sign-in/code', { attempt: body.attempt, code: code(sent) })
  return { sent, attempt: body.attempt as string, answer }
}

it('tells of each session that is opened, by its id and whose it is', async () => {
  const { answer } = await signIn((sent) => sent)
  expect(answer.body).toMatchObject({ outcome: 'signed_in' })
  const { id: session_id } = await world.ports.db
    .selectFrom('customer_sessions')
    .select('id')
    .executeTakeFirstOrThrow()
  expect(told()).toEqual([
    {
      msg: 'a session was opened',
      operation: 'verge.sign_in.finish',
      request_id: answer.requestId,
      who: 'anonymous',
      session_id,
      customer_id,
    },
  ])
})

it('knows a call by one id in its answer, in the log and in the audit trail', async () => {
  const { answer } = await signIn((sent) => sent)
  const { token } = answer.body
  const rename = { method: 'PATCH', token, body: { billing_name: 'Ada King' } }
  const renamed = await ask('/customer-portal/customers/me', rename)
  const refused = await ask('/orders/', { token })
  const entries = await world.ports.db
    .selectFrom('audit_entries')
    .select('request_id')
    .where('aggregate_id', '=', customer_id)
    .orderBy('version', 'desc')
    .execute()
  expect(entries[0]).toEqual({ request_id: renamed.requestId })
  expect(told().map((line) => line.request_id)).toEqual([answer.requestId, refused.requestId])
  expect(new Set([answer, renamed, refused].map(({ requestId }) => requestId)).size).toBe(3)
})

it('tells whose key opened one, and that a link was opened by it', async () => {
  await issueAccessToken(world.ports, world.organization.organization_id, accessToken)
  const { body } = await post('/customer-sessions/', { customer_id }, accessToken)
  await post('/verge/customer-session/open', { browser: 'b'.repeat(32) }, body.token)
  expect(told()).toMatchObject([
    { operation: 'customer_sessions.create', who: `organization:${world.organization.organization_id}` },
    {
      operation: 'verge.customer_session.open_link',
      who: `customer:${customer_id}`,
      by_session_id: body.id,
    },
  ])
})

it('tells of each code that was tried in vain, and whose it would have been', async () => {
  await signIn(() => 'AAAAAA')
  await post('/customer-portal/customer-session/authenticate', { code: 'BBBBBB' })
  await post('/verge/sign-in/code', { attempt: 'of-nobody', code: 'CCCCCC' })
  expect(told()).toMatchObject([
    { msg: 'signing in came to nothing', error: 'wrong', customer_id, attempt_id: expect.any(String) },
    { msg: 'signing in came to nothing', error: 'CustomerSessionCodeInvalidOrExpired' },
    { msg: 'signing in came to nothing', error: 'over' },
  ])
})

it('tells of each call that is refused for who asks, by one line, and of none that is refused for what is asked', async () => {
  const { token } = await createCustomerSession(world.ports, world.organization, { body: { customer_id } })
  await ask('/customer-portal/orders/', { token: 'polar_cst_that_nobody_gave_out_0123' })
  await ask('/customer-portal/orders/')
  await ask('/orders/', { token })
  await ask(`/customer-portal/orders/${world.ports.ids.uuid()}`, { token })
  await ask('/nothing/here', { token })
  expect(told()).toMatchObject([
    { msg: 'a call was refused', operation: 'customer_portal.orders.list', error: 'invalid_token' },
    { msg: 'a call was refused', operation: 'customer_portal.orders.list', who: 'anonymous' },
    { msg: 'a call was refused', operation: 'orders.list', who: `customer:${customer_id}` },
  ])
})

it('tells of a member who has no say in it', async () => {
  const { organization } = world
  await updateOrganization(world.ports, organization, { body: { member_model_enabled: true } })
  const team = { type: 'team' as const, email: 'team@example.com', owner: null }
  const { id } = await createCustomer(world.ports, organization, { body: team })
  const add = (address: string, role: 'owner' | 'member') =>
    createMember(world.ports, organization, { params: { id }, body: { email: address, role } })
  await add('owner@example.com', 'owner')
  const member = await add('bob@example.com', 'member')
  const body = { customer_id: id, member_id: member.id }
  const { token } = await createCustomerSession(world.ports, organization, { body })
  await ask('/customer-portal/orders/', { token })
  expect(told()).toMatchObject([
    { msg: 'a call was refused', error: 'NotPermitted', who: `member:${member.id}` },
  ])
})

it('says it once for a page that asks for many things with a session that is over', async () => {
  const known: Known = new Map()
  const token = 'polar_cst_of_a_session_that_is_over_01'
  for (let times = 0; times < 5; times++) await ask('/customer-portal/orders/', { token, known })
  expect(told()).toHaveLength(1)
})

it('tells of haste', async () => {
  for (let times = 0; times < 62; times++) await ask('/orders/', { token: `polar_cst_guess_number_${times}` })
  expect(told().at(-1)).toMatchObject({ msg: 'a caller asked too often' })
})

it('holds no token, no code, no address and nothing that anybody typed', async () => {
  const { sent, attempt } = await signIn(() => 'QQQQQQ')
  const typed = 'words-of-a-customer'
  await ask(`/customer-portal/orders/${typed}?query=${typed}`, { token: `polar_cst_${typed}` })
  await ask(`/${typed}`, { token: typed })
  await post('/verge/sign-in/code', { attempt: typed, code: typed, device: typed })
  const { body } = await post('/verge/sign-in/code', { attempt, code: sent })
  expect(body.outcome).toBe('signed_in')
  expect(lines.length).toBeGreaterThan(4)
  for (const secret of [sent, attempt, body.token, 'QQQQQQ', email, typed, '198.51.100.1'])
    expect(lines.join('')).not.toContain(secret)
})
