import { behaviour, cannotTry, operation, rule, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, refusesInput, same } from '../expect.ts'
import type { Trial } from '../trial.ts'
import { newTeam } from './members.ts'
import type { Wire } from '../wire.ts'

interface Given {
  customer: Wire
}
const me = '/v1/customer-portal/customers/me'
const germany = { line1: 'Allee 1', postal_code: '10115', city: 'Berlin', country: 'DE' } as const
const america = {
  line1: '1 Main St',
  postal_code: '10001',
  city: 'New York',
  state: 'NY',
  country: 'US',
} as const
/** A German company's. */
const vat = 'DE123456788'
/** One number that is a company's in the United States, and in Canada too. */
const bothSides = '123026635'

const withSession = async (trial: Trial) => {
  const customer = await trial.customer({ name: 'Ada' })
  return { customer, token: await trial.session(customer) }
}
const update = ({ call }: Trial, token: string, body: object) => call('PATCH', me, { token, body })

/** Somebody whose tax id is on record. */
async function taxed(trial: Trial): Promise<string> {
  const { token } = await withSession(trial)
  answers(await update(trial, token, { billing_address: germany, tax_id: vat }), 200)
  return token
}

export const portalCustomer: readonly Check[] = [
  operation<Given>('M', `GET ${me}`, {
    ok: 200,
    given: withSession,
    v1: (polar) => polar.customerPortal.customers.get(),
    v0: (polar, _, security) => polar.customerPortal.customers.get(security),
    raw: () => ({}),
    shows: (answer, { customer }) =>
      fits(answer, {
        id: customer.id,
        email: customer.email,
        name: 'Ada',
        billing_name: 'Ada',
        tax_id: null,
      }),
  }),
  operation<Given>('M', `PATCH ${me}`, {
    ok: 200,
    repeatable: true,
    given: withSession,
    v1: (polar) =>
      polar.customerPortal.customers.update({ billing_name: 'Ada GmbH', billing_address: germany }),
    v0: (polar, _, security) =>
      polar.customerPortal.customers.update(security, {
        billingName: 'Ada GmbH',
        billingAddress: { line1: 'Allee 1', postalCode: '10115', city: 'Berlin', country: 'DE' },
      }),
    raw: () => ({ body: { billing_name: 'Ada GmbH', billing_address: germany } }),
    shows: (answer, { customer }) =>
      fits(answer, { id: customer.id, billing_name: 'Ada GmbH', billing_address: germany }),
  }),
  operation<Given>('S', `GET ${me}/export`, {
    ok: 200,
    given: withSession,
    raw: () => ({}),
    async shows(answer, { customer }, trial) {
      isTrue(JSON.stringify(answer).includes(customer.email), 'The address is not in it')
      const token = await trial.session(customer)
      const { headers } = await trial.call('GET', `${me}/export`, { token })
      const name = `polar-customer-export-${customer.id}.json`
      isTrue(headers.get('content-disposition')?.includes(name), `It is not a file called ${name}`)
    },
  }),
  operation<Given>('S', 'GET /v1/customer-portal/customers/stream', {
    ok: 200,
    streams: true,
    given: withSession,
    raw: () => ({}),
  }),

  behaviour(32, 'A tax id needs a country', async (trial) => {
    const { token } = await withSession(trial)
    refusesInput(await update(trial, token, { tax_id: vat }), 'body/billing_address')
  }),
  behaviour(33, 'A tax id that is none in its country is refused, whichever is set first', async (trial) => {
    const { token } = await withSession(trial)
    answers(await update(trial, token, { billing_address: germany }), 200)
    refusesInput(await update(trial, token, { tax_id: 'FR40303265045' }), 'body/tax_id')
    const other = await taxed(trial)
    refusesInput(
      await update(trial, other, { billing_address: { ...germany, country: 'FR' } }),
      'body/tax_id',
    )
    fits(await trial.get(me, other), { billing_address: germany, tax_id: [vat, 'eu_vat'] })
  }),
  behaviour(34, 'An address cannot be taken away', async (trial) => {
    const { token } = await withSession(trial)
    answers(await update(trial, token, { billing_address: germany }), 200)
    refusesInput(await update(trial, token, { billing_address: null }), 'body/billing_address')
    fits(await trial.get(me, token), { billing_address: germany })
  }),
  behaviour(35, 'An empty tax id, or null, takes it away', async (trial) => {
    for (const tax_id of ['', null])
      same(answers(await update(trial, await taxed(trial), { tax_id }), 200).body.tax_id, null, 'tax_id')
  }),
  cannotTry(
    36,
    'A tax id on record that is bad by now hinders nobody who changes their name alone',
    'needs a tax id on record that is bad already; ours is tried in `operations/customers/portal.test.ts`',
  ),
  behaviour(
    37,
    'With another country, a tax id that is one there too is kept in that country’s form',
    async (trial) => {
      const { token } = await withSession(trial)
      const before = answers(
        await update(trial, token, { billing_address: america, tax_id: bothSides }),
        200,
      ).body
      const canada = { ...america, state: 'ON', country: 'CA' }
      const { tax_id } = answers(await update(trial, token, { billing_address: canada }), 200).body
      isTrue(Array.isArray(tax_id), 'The tax id is gone')
      isTrue(tax_id[1] !== before.tax_id[1], `Its form is ${tax_id[1]} still`)
    },
  ),
  rule('customer.state', 'A state is kept with its country', async (trial) => {
    const { token } = await withSession(trial)
    for (const [state, kept] of [
      ['NY', 'US-NY'],
      ['US-CA', 'US-CA'],
    ]) {
      const billing_address = { ...america, state }
      const { body } = answers(await update(trial, token, { billing_address }), 200)
      fits(body, { billing_address: { state: kept, country: 'US' } })
    }
  }),
  behaviour(38, 'A tax id that is not spoken of stays', async (trial) => {
    const { body } = answers(await update(trial, await taxed(trial), { billing_name: 'Ada GmbH' }), 200)
    fits(body, { billing_name: 'Ada GmbH', tax_id: [vat, 'eu_vat'] })
  }),
]

const emailUpdate = `${me}/email-update`

const ask = ({ call }: Trial, token: string, email: string) =>
  call('POST', `${emailUpdate}/request`, { token, body: { email } })

const changing = async (trial: Trial) => {
  await trial.configure({ allow_email_change: true })
  return withSession(trial)
}

/** What the last mail to the new address confirms with. */
async function confirmation(trial: Trial, email: string): Promise<string> {
  const { mails } = trial.sandbox('an outbox to read the confirmation from')
  return trial.eventually('the mail that confirms', async () => {
    const tokens = (await mails(email)).map(({ body }) => /token=(polar_cev_\w+)/.exec(body)?.[1])
    return tokens.find(Boolean)
  })
}

const asked = async (trial: Trial) => {
  const given = await changing(trial)
  const email = trial.newEmail()
  answers(await ask(trial, given.token, email), 202)
  return { ...given, email, confirmation: await confirmation(trial, email) }
}

/** Whoever opens the mail's link has no session. */
const askedOf = async (trial: Trial) => ({ ...(await asked(trial)), token: undefined })

export const emailChange: readonly Check[] = [
  operation<Given & { email: string }>('S', `POST ${emailUpdate}/request`, {
    ok: 202,
    given: async (trial) => ({ ...(await changing(trial)), email: trial.newEmail() }),
    v1: (polar, { email }) => polar.customerPortal.customers.requestEmailUpdate({ email }),
    v0: (polar, { email }, security) =>
      polar.customerPortal.customers.requestEmailUpdate(security, { email }),
    raw: ({ email }) => ({ body: { email } }),
  }),
  operation<Given & { confirmation: string }>('S', `GET ${emailUpdate}/check`, {
    ok: 204,
    open: true,
    given: askedOf,
    v1: (polar, { confirmation: token }) => polar.customerPortal.customers.checkEmailUpdate({ token }),
    v0: (polar, { confirmation: token }) => polar.customerPortal.customers.checkEmailUpdate({ token }),
    raw: ({ confirmation: token }) => ({ query: `token=${token}` }),
  }),
  operation<Given & { confirmation: string; email: string }>('S', `POST ${emailUpdate}/verify`, {
    ok: 200,
    open: true,
    given: askedOf,
    v1: (polar, { confirmation: token }) => polar.customerPortal.customers.verifyEmailUpdate({ token }),
    v0: (polar, { confirmation: token }) => polar.customerPortal.customers.verifyEmailUpdate({ token }),
    raw: ({ confirmation: token }) => ({ body: { token } }),
    shows: async (answer, { email }, trial) =>
      same((await trial.get(me, answer.token)).email, email, 'email'),
  }),
  behaviour(39, 'Where the organization does not let them, nobody changes their address', async (trial) => {
    await trial.configure({ allow_email_change: false })
    const { token } = await withSession(trial)
    refuses(await ask(trial, token, trial.newEmail()), 403, 'NotPermitted')
  }),
  behaviour(40, 'To the address that it is already, in whatever letters: refused', async (trial) => {
    const { customer, token } = await changing(trial)
    refusesInput(await ask(trial, token, customer.email.toUpperCase()), 'body/email')
  }),
  behaviour(41, 'A second request takes the place of the first', async (trial) => {
    const { token, confirmation: first } = await asked(trial)
    const email = trial.newEmail()
    answers(await ask(trial, token, email), 202)
    const check = (of: string) => trial.call('GET', `${emailUpdate}/check?token=${of}`, { token: null })
    answers(await check(await confirmation(trial, email)), 204)
    refuses(await check(first), 401, 'InvalidCustomerEmailUpdate')
  }),
  behaviour(42, 'A team has no address of its own to change', async (trial) => {
    await trial.configure({ allow_email_change: true })
    const { tokens } = await newTeam(trial)
    refusesInput(await ask(trial, tokens.owner, trial.newEmail()), 'body/email')
  }),
  behaviour(43, 'A confirmation is good for half an hour, and a guessed one for nothing', async (trial) => {
    const { advance } = trial.sandbox('a clock')
    const { confirmation: token } = await asked(trial)
    const check = (of: string) => trial.call('GET', `${emailUpdate}/check?token=${of}`, { token: null })
    answers(await check(token), 204)
    refuses(await check('polar_cev_guessed'), 401, 'InvalidCustomerEmailUpdate')
    await advance('PT31M')
    refuses(await check(token), 401, 'InvalidCustomerEmailUpdate')
  }),
  behaviour(
    44,
    'Confirmed: the address is new and proven, the old one is told, and the session is new',
    async (trial) => {
      const { customer, email, confirmation: token } = await asked(trial)
      const before = (await trial.sandbox('an outbox').mails(customer.email)).length
      const answer = await trial.call('POST', `${emailUpdate}/verify`, { body: { token }, token: null })
      const session = answers(answer, 200).body.token
      isTrue(session.startsWith('polar_cst_'), 'It is no customer’s session')
      fits(await trial.get(me, session), { id: customer.id, email, email_verified: true })
      await trial.configure({ member_model_enabled: true })
      const user = await trial.get('/v1/customer-portal/customer-session/user', await trial.session(customer))
      fits(user, { role: 'owner', email }, 'The owner among its members')
      await trial.eventually('a mail to the old address', async () => {
        return (await trial.sandbox('an outbox').mails(customer.email)).length > before
      })
    },
  ),
  behaviour(
    45,
    'An address that somebody else took meanwhile is refused, and nothing changes',
    async (trial) => {
      const { customer, email, confirmation: token } = await asked(trial)
      await trial.customer({ email })
      refusesInput(
        await trial.call('POST', `${emailUpdate}/verify`, { body: { token }, token: null }),
        'body/token',
      )
      same((await trial.get(`/v1/customers/${customer.id}`)).email, customer.email, 'email')
    },
  ),
]
