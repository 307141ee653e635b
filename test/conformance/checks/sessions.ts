import { behaviour, operation, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, refusesInput, same } from '../expect.ts'
import type { Trial } from '../trial.ts'
import { newTeam } from './members.ts'
import type { Wire } from '../wire.ts'

interface Given {
  customer: Wire
}
const sessions = '/v1/customer-sessions/'
const nobody = crypto.randomUUID()
const withoutSession = async (trial: Trial): Promise<Given> => ({
  customer: await trial.customer({ external_id: crypto.randomUUID() }),
})
const withSession = async (trial: Trial) => {
  const customer = await trial.customer()
  return { customer, token: await trial.session(customer) }
}
const create = (trial: Trial, body: object) => trial.call('POST', sessions, { body })

export const customerSessions: readonly Check[] = [
  operation<Given>('M', `POST ${sessions}`, {
    ok: 201,
    given: withoutSession,
    v1: (polar, { customer }) => polar.customerSessions.create({ customer_id: customer.id }),
    v0: (polar, { customer }) => polar.customerSessions.create({ customerId: customer.id }),
    raw: ({ customer }) => ({ body: { customer_id: customer.id } }),
    async shows(session, { customer }, { now }) {
      fits(session, { customer_id: customer.id, return_url: null, customer: { id: customer.id } })
      isTrue(/^polar_[cm]st_[0-9A-Za-z]{43}$/.test(session.token), 'The token has another form')
      const minutes = (Date.parse(session.expires_at) - (await now()).getTime()) / 60_000
      isTrue(minutes > 58 && minutes < 62, `It lasts ${minutes} minutes, not an hour`)
    },
  }),
  operation<Given>('M', 'GET /v1/customer-portal/customer-session/introspect', {
    ok: 200,
    given: withSession,
    v1: (polar) => polar.customerPortal.customerSession.introspect(),
    v0: (polar, _, security) => polar.customerPortal.customerSession.introspect(security),
    raw: () => ({}),
    shows(session) {
      same(session.return_url, null, 'return_url')
      isTrue(Number.isFinite(Date.parse(session.expires_at)), 'expires_at is no instant')
    },
  }),
  operation<Given>('M', 'GET /v1/customer-portal/customer-session/user', {
    ok: 200,
    given: withSession,
    v1: (polar) => polar.customerPortal.customerSession.getAuthenticatedUser(),
    v0: (polar, _, security) => polar.customerPortal.customerSession.getAuthenticatedUser(security),
    raw: () => ({}),
    shows: (user, { customer }) => fits(user, { email: customer.email, customer_id: customer.id }),
  }),

  behaviour(1, 'Without a token nobody creates a session', async ({ call, customer }) => {
    const body = { customer_id: (await customer()).id }
    refuses(await call('POST', sessions, { body, token: null }), 401, 'Unauthorized')
  }),
  behaviour(2, 'A customer who is not this organization’s gets none', async (trial) => {
    refusesInput(await create(trial, { customer_id: nobody }), 'body/customer_id')
  }),
  behaviour(
    3,
    'By id: a token of a customer session, which stands in the portal’s address',
    async (trial) => {
      const { body } = answers(await create(trial, { customer_id: (await trial.customer()).id }), 201)
      isTrue(/^polar_[cm]st_/.test(body.token), 'It is no token of a session')
      const portal = new URL(body.customer_portal_url)
      same(portal.searchParams.get('customer_session_token'), body.token, 'The token in the address')
    },
  ),
  behaviour(4, 'By external id, under both of its names: the customer who has it', async (trial) => {
    const external_id = `app/${crypto.randomUUID()}`
    const { id } = await trial.customer({ external_id })
    for (const name of ['external_customer_id', 'customer_external_id'])
      same(answers(await create(trial, { [name]: external_id }), 201).body.customer_id, id, `By ${name}`)
    // Who names one may say of the other that there is none.
    const alone = { external_customer_id: external_id, customer_id: null, member_id: null, return_url: null }
    same(answers(await create(trial, alone), 201).body.customer_id, id, 'With null for its id')
    answers(await create(trial, { customer_id: id, external_customer_id: null }), 201)
    refusesInput(await create(trial, { external_customer_id: nobody }), 'body/external_customer_id')
  }),
  behaviour(5, 'A return address is kept, as a whole URL', async (trial) => {
    const customer_id = (await trial.customer()).id
    const { body } = answers(await create(trial, { customer_id, return_url: 'https://verge.example' }), 201)
    same(body.return_url, 'https://verge.example/', 'return_url')
    const current = await trial.get('/v1/customer-portal/customer-session/introspect', body.token)
    same(current.return_url, 'https://verge.example/', 'return_url of the session')
    refusesInput(await create(trial, { customer_id, return_url: 'javascript:alert(1)' }))
  }),
  behaviour(6, 'A plus sign in an address arrives in the portal as one', async (trial) => {
    const email = trial.newEmail().replace('@', '+tag@')
    const { id } = await trial.customer({ email })
    const { customer_portal_url } = answers(await create(trial, { customer_id: id }), 201).body
    isTrue(customer_portal_url.includes('%2Btag%40'), `It stands as ${customer_portal_url}`)
    same(new URL(customer_portal_url).searchParams.get('email'), email, 'email')
  }),
  behaviour(7, 'Selling seats without the member model: still a customer’s session', async (trial) => {
    await trial.configure({ member_model_enabled: false })
    await trial.product('team')
    const { token } = answers(await create(trial, { customer_id: (await trial.customer()).id }), 201).body
    isTrue(token.startsWith('polar_cst_'), 'It is no customer’s session')
  }),
  behaviour(8, 'With the member model, and no member named: the owner’s session', async (trial) => {
    await trial.configure({ member_model_enabled: true })
    const { token } = answers(await create(trial, { customer_id: (await trial.customer()).id }), 201).body
    isTrue(token.startsWith('polar_mst_'), 'It is no member’s session')
    fits(await trial.get('/v1/customer-portal/customer-session/user', token), { role: 'owner' })
  }),
  behaviour(9, 'With the member model, an owner who is not there yet is made', async (trial) => {
    const customer = await trial.customer()
    await trial.configure({ member_model_enabled: true })
    const { token } = answers(await create(trial, { customer_id: customer.id }), 201).body
    const user = await trial.get('/v1/customer-portal/customer-session/user', token)
    fits(user, { type: 'member', role: 'owner', email: customer.email })
  }),
  behaviour(10, 'A member of the customer’s gets a session of their own', async (trial) => {
    const { members, tokens } = await newTeam(trial)
    const user = await trial.get('/v1/customer-portal/customer-session/user', tokens.member)
    fits(user, { type: 'member', member_id: members.member.id, role: 'member', email: members.member.email })
  }),
  behaviour(11, 'A member whom nobody knows, or who is another’s, gets none', async (trial) => {
    const { members } = await newTeam(trial)
    const customer_id = (await trial.customer()).id
    for (const member_id of [nobody, members.member.id])
      refusesInput(await create(trial, { customer_id, member_id }), 'body/member_id')
  }),
  behaviour(12, 'A team without a member named gets none', async (trial) => {
    const { customer } = await newTeam(trial)
    refusesInput(await create(trial, { customer_id: customer.id }), 'body/member_id')
  }),
  behaviour(
    13,
    'A team with a member named gets one, and the address in the link is the member’s',
    async (trial) => {
      const { customer, members } = await newTeam(trial)
      const { body } = answers(
        await create(trial, { customer_id: customer.id, member_id: members.member.id }),
        201,
      )
      same(new URL(body.customer_portal_url).searchParams.get('email'), members.member.email, 'email')
    },
  ),
  behaviour(14, 'By the app’s name of a member; one that nobody has is refused', async (trial) => {
    const { customer, members } = await newTeam(trial)
    const named = (external_member_id: string) =>
      create(trial, { customer_id: customer.id, external_member_id })
    answers(await named(members.member.external_id), 201)
    refusesInput(await named(nobody), 'body/external_member_id')
  }),
  behaviour(15, 'The session of a deleted customer, or member, opens nothing', async (trial) => {
    const customer = await trial.customer()
    const token = await trial.session(customer)
    await trial.delete(`/v1/customers/${customer.id}`)
    refuses(await trial.call('GET', '/v1/customer-portal/customers/me', { token }), 401, 'invalid_token')
    const { customer: team, members, tokens } = await newTeam(trial)
    await trial.delete(`/v1/customers/${team.id}/members/${members.member.id}`)
    const gone = await trial.call('GET', '/v1/customer-portal/customers/me', { token: tokens.member })
    refuses(gone, 401, 'invalid_token')
  }),
  behaviour(16, 'After an hour a session is over, however it was used', async (trial) => {
    const { advance } = trial.sandbox('a clock')
    const token = await trial.session(await trial.customer())
    await advance('PT59M')
    answers(await trial.call('GET', '/v1/customer-portal/customers/me', { token }), 200)
    await advance('PT2M')
    refuses(await trial.call('GET', '/v1/customer-portal/customers/me', { token }), 401, 'invalid_token')
  }),
]

const request = '/v1/customer-portal/customer-session/request'
const authenticate = '/v1/customer-portal/customer-session/authenticate'
const quiet = (trial: Trial, body: object) => trial.call('POST', request, { body, token: null })

/** The last code that was sent there; null: none was. */
async function codeFor(trial: Trial, email: string): Promise<string | null> {
  const mails = await trial.sandbox('an outbox to read the code from').mails(email)
  // Some set it apart in two halves, for who reads it aloud.
  const codes = mails.map((mail) => /\b([A-Z0-9]{3}) ?([A-Z0-9]{3})\b/.exec(`${mail.subject}\n${mail.body}`))
  const found = codes.find((code) => code !== null)
  return found ? `${found[1]}${found[2]}` : null
}

async function organizationId(trial: Trial): Promise<string> {
  return (await trial.organization()).id
}

/** Somebody who has asked for a code, and has it. */
async function withCode(trial: Trial): Promise<{ customer: Wire; code: string }> {
  const customer = await trial.customer()
  answers(await quiet(trial, { email: customer.email, organization_id: await organizationId(trial) }), 202)
  const code = await trial.eventually('the mail with the code', () => codeFor(trial, customer.email))
  return { customer, code }
}

/** Somebody who is a member of two customers. */
async function inTwoTeams(trial: Trial) {
  const email = trial.newEmail()
  const [{ customer: one }, { customer: other }] = [await newTeam(trial), await newTeam(trial)]
  for (const { id } of [one, other])
    await trial.post(`/v1/customers/${id}/members`, { email, role: 'member' })
  return { email, organization_id: await organizationId(trial), one, other }
}

async function sendsNothing(
  trial: Trial,
  body: { email: string; organization_id: string; customer_id?: string },
) {
  const before = (await trial.sandbox('an outbox').mails(body.email)).length
  const answer = answers(await quiet(trial, body), 202)
  same(answer.body, null, 'The body')
  // Whoever asked later has their mail by now.
  await withCode(trial)
  same((await trial.sandbox('an outbox').mails(body.email)).length, before, 'The mails to that address')
  same(await codeFor(trial, body.email), null, 'The code that was sent')
}

export const signIn: readonly Check[] = [
  operation<{ email: string; organization_id: string }>('M', `POST ${request}`, {
    ok: 202,
    open: true,
    given: async (trial) => ({
      email: (await trial.customer()).email,
      organization_id: await organizationId(trial),
    }),
    raw: (body) => ({ body: { email: body.email, organization_id: body.organization_id } }),
  }),
  operation<{ customer: Wire; code: string }>('M', `POST ${authenticate}`, {
    ok: 200,
    open: true,
    given: withCode,
    raw: ({ code }) => ({ body: { code } }),
    shows: (answer) => isTrue(/^polar_[cm]st_/.test(answer.token), 'It is no token of a session'),
  }),
  behaviour(17, 'An organization that nobody knows: accepted, and nothing sent', async (trial) => {
    await sendsNothing(trial, { email: (await trial.customer()).email, organization_id: nobody })
  }),
  behaviour(18, 'An address that nobody has: accepted, and nothing sent', async (trial) => {
    await sendsNothing(trial, { email: trial.newEmail(), organization_id: await organizationId(trial) })
  }),
  behaviour(19, 'An address in other letters is the same address', async (trial) => {
    const { email } = await trial.customer()
    const organization_id = await organizationId(trial)
    answers(await quiet(trial, { email: email.toUpperCase(), organization_id }), 202)
    await trial.eventually('the mail with the code', () => codeFor(trial, email))
  }),
  behaviour(
    20,
    'Without the member model, a customer’s id beside the address is not looked at',
    async (trial) => {
      await trial.configure({ member_model_enabled: false })
      const { email } = await trial.customer()
      const organization_id = await organizationId(trial)
      answers(await quiet(trial, { email, organization_id, customer_id: nobody }), 202)
      await trial.eventually('the mail with the code', () => codeFor(trial, email))
    },
  ),
  behaviour(21, 'With one member at the address: accepted', async (trial) => {
    const { members } = await newTeam(trial)
    answers(
      await quiet(trial, { email: members.member.email, organization_id: await organizationId(trial) }),
      202,
    )
    await trial.eventually('the mail with the code', () => codeFor(trial, members.member.email))
  }),
  behaviour(22, 'With several customers at the address: they choose one, by id and name', async (trial) => {
    const { email, organization_id, one, other } = await inTwoTeams(trial)
    const { body } = answers(await quiet(trial, { email, organization_id }), 409)
    same(body.error, 'customer_selection_required', 'The error')
    same(body.customers.map(({ id }: Wire) => id).toSorted(), [one.id, other.id].toSorted(), 'The customers')
    same(
      body.customers.map(({ name }: Wire) => name),
      [one.name, other.name],
      'Their names',
    )
  }),
  behaviour(
    23,
    'With several customers at the address, and one of them named: the code is for that one',
    async (trial) => {
      const { email, organization_id, other } = await inTwoTeams(trial)
      answers(await quiet(trial, { email, organization_id, customer_id: other.id }), 202)
      const code = await trial.eventually('the mail with the code', () => codeFor(trial, email))
      const { token } = answers(
        await trial.call('POST', authenticate, { body: { code }, token: null }),
        200,
      ).body
      const user = await trial.get('/v1/customer-portal/customer-session/user', token)
      fits(user, { customer_id: other.id, email })
    },
  ),
  behaviour(
    24,
    'With several customers at the address, and somebody else’s named: accepted, and nothing sent',
    async (trial) => {
      const { email, organization_id } = await inTwoTeams(trial)
      await sendsNothing(trial, { email, organization_id, customer_id: (await trial.customer()).id })
    },
  ),
  behaviour(25, 'A member’s own address gets the mail, not the customer’s', async (trial) => {
    const { customer, members } = await newTeam(trial)
    const organization_id = await organizationId(trial)
    answers(await quiet(trial, { email: members.billing_manager.email, organization_id }), 202)
    await trial.eventually('the mail with the code', () => codeFor(trial, members.billing_manager.email))
    same(await codeFor(trial, customer.email), null, 'What the customer was sent')
  }),
  behaviour(26, 'A customer without members gets an owner, and the code', async (trial) => {
    const { email } = await trial.customer()
    await trial.configure({ member_model_enabled: true })
    answers(await quiet(trial, { email, organization_id: await organizationId(trial) }), 202)
    const code = await trial.eventually('the mail with the code', () => codeFor(trial, email))
    const { token } = answers(
      await trial.call('POST', authenticate, { body: { code }, token: null }),
      200,
    ).body
    const user = await trial.get('/v1/customer-portal/customer-session/user', token)
    fits(user, { type: 'member', role: 'owner', email })
  }),
  behaviour(27, 'A wrong code opens nothing', async ({ call }) => {
    const wrong = await call('POST', authenticate, { body: { code: 'WRONG0' }, token: null })
    refuses(wrong, 401, 'CustomerSessionCodeInvalidOrExpired')
  }),
  behaviour(28, 'A code that is half an hour old opens nothing', async (trial) => {
    const { code } = await withCode(trial)
    await trial.sandbox('a clock').advance('PT31M')
    const late = await trial.call('POST', authenticate, { body: { code }, token: null })
    refuses(late, 401, 'CustomerSessionCodeInvalidOrExpired')
  }),
  behaviour(29, 'A code opens the session of the customer whose address it is', async (trial) => {
    const { customer, code } = await withCode(trial)
    const { token } = answers(
      await trial.call('POST', authenticate, { body: { code }, token: null }),
      200,
    ).body
    same((await trial.get('/v1/customer-portal/customers/me', token)).id, customer.id, 'Whose session it is')
  }),
  behaviour(30, 'The code of a member who was removed since opens nothing', async (trial) => {
    const { customer, members } = await newTeam(trial)
    const { id, email } = members.member
    answers(await quiet(trial, { email, organization_id: await organizationId(trial) }), 202)
    const code = await trial.eventually('the mail with the code', () => codeFor(trial, email))
    await trial.delete(`/v1/customers/${customer.id}/members/${id}`)
    const late = await trial.call('POST', authenticate, { body: { code }, token: null })
    refuses(late, 401, 'CustomerSessionCodeInvalidOrExpired')
  }),
  behaviour(31, 'With the code the address is proven, and the code is spent', async (trial) => {
    const { customer, code } = await withCode(trial)
    same(customer.email_verified, false, 'email_verified before')
    answers(await trial.call('POST', authenticate, { body: { code }, token: null }), 200)
    same((await trial.get(`/v1/customers/${customer.id}`)).email_verified, true, 'email_verified')
    const again = await trial.call('POST', authenticate, { body: { code }, token: null })
    refuses(again, 401, 'CustomerSessionCodeInvalidOrExpired')
  }),
]
