import {
  behaviour,
  NotTried,
  operation,
  rule,
  type Calls,
  type Check,
  type OperationCheck,
} from '../check.ts'
import { answers, fits, refuses, refusesInput, same } from '../expect.ts'
import { cards, type Trial } from '../trial.ts'
import { theOne, type Wire } from '../wire.ts'

const portal = '/v1/customer-portal/members'
const byId = '/v1/customers/{id}/members'
const byExternalId = '/v1/customers/external/{external_id}/members'
const roles = ['owner', 'billing_manager', 'member'] as const
type Role = (typeof roles)[number]

interface Team {
  customer: Wire
  members: Record<Role, Wire>
  /** A session's token by role. */
  tokens: Record<Role, string>
}

const memberSession = async (trial: Trial, customer_id: string, member_id: string): Promise<string> =>
  (await trial.post('/v1/customer-sessions/', { customer_id, member_id })).token

/** With one member of each role, in an organization that has members. */
export async function newTeam(trial: Trial): Promise<Team> {
  await trial.configure({ member_model_enabled: true })
  const owner = { email: trial.newEmail(), name: 'Olga' }
  const customer = await trial.customer({
    type: 'team',
    name: 'Casa',
    external_id: crypto.randomUUID(),
    owner,
  })
  const at = `/v1/customers/${customer.id}/members`
  for (const role of ['billing_manager', 'member'])
    await trial.post(at, { email: trial.newEmail(), role, external_id: crypto.randomUUID() })
  const { items } = await trial.get(`${at}?limit=100`)
  const found = roles.map((role) => [role, theOne(items, (one) => one.role === role, `a ${role}`)] as const)
  const tokens = await Promise.all(
    found.map(async ([role, { id }]) => [role, await memberSession(trial, customer.id, id)] as const),
  )
  return {
    customer,
    members: Object.fromEntries(found) as Team['members'],
    tokens: Object.fromEntries(tokens) as Team['tokens'],
  }
}

type Given = Team & { token?: string; email: string }
const asOwner = async (trial: Trial) => {
  const team = await newTeam(trial)
  return { ...team, token: team.tokens.owner, email: trial.newEmail() }
}
const asSeller = async (trial: Trial) => ({ ...(await newTeam(trial)), email: trial.newEmail() })
const all = ({ items }: Wire, { members }: Given) =>
  same(
    items.map(({ id }: Wire) => id).toSorted(),
    roles.map((role) => members[role].id).toSorted(),
    'The members',
  )
const added = (answer: Wire, { email }: Given) => fits(answer, { email, role: 'member' })
const itself = (answer: Wire, { members }: Given) => fits(answer, { id: members.member.id, role: 'member' })
const renamed = (answer: Wire, { members }: Given) => fits(answer, { id: members.member.id, name: 'Mo' })

/** The five operations of the seller's, by one of the two ways to name customer and member. */
function ofSeller(path: string, isExternal: boolean): OperationCheck[] {
  const named = ({ customer: { id, external_id }, members: { member } }: Given): Record<string, string> =>
    isExternal ? { external_id, member_external_id: member.external_id } : { id, member_id: member.id }
  const of = (given: Given) => (isExternal ? given.customer.external_id : given.customer.id) as string
  const one = (given: Given) =>
    (isExternal ? given.members.member.external_id : given.members.member.id) as string
  const raw = (given: Given) => ({ params: named(given) })
  const single = `${path}/{${isExternal ? 'member_external_id' : 'member_id'}}`
  const by = <Method>(plain: Method, external: Method) => (isExternal ? external : plain)
  const calls = (ok: Calls<Given>['ok'], rest: Omit<Calls<Given>, 'ok'>) => ({ ok, given: asSeller, ...rest })
  return [
    operation(
      'L',
      `GET ${path}`,
      calls(200, {
        v1: ({ customers: { members } }, given) => by(members.list, members.listExternal)(of(given)),
        raw,
        shows: all,
      }),
    ),
    operation(
      'L',
      `POST ${path}`,
      calls(201, {
        v1: ({ customers: { members } }, given) =>
          by(members.create, members.createExternal)(of(given), { email: given.email }),
        raw: (given) => ({ ...raw(given), body: { email: given.email } }),
        shows: added,
      }),
    ),
    operation(
      'L',
      `GET ${single}`,
      calls(200, {
        v1: ({ customers: { members } }, given) =>
          by(members.get, members.getExternal)(of(given), one(given)),
        raw,
        shows: itself,
      }),
    ),
    operation(
      'L',
      `PATCH ${single}`,
      calls(200, {
        repeatable: true,
        v1: ({ customers: { members } }, given) =>
          by(members.update, members.updateExternal)(of(given), one(given), { name: 'Mo' }),
        raw: (given) => ({ ...raw(given), body: { name: 'Mo' } }),
        shows: renamed,
      }),
    ),
    operation(
      'L',
      `DELETE ${single}`,
      calls(204, {
        v1: ({ customers: { members } }, given) =>
          by(members.delete, members.deleteExternal)(of(given), one(given)),
        raw,
      }),
    ),
  ]
}

export const members: readonly Check[] = [
  operation<Given>('L', `GET ${portal}`, {
    ok: 200,
    given: asOwner,
    v1: (polar) => polar.customerPortal.members.listMembers({}),
    raw: () => ({}),
    shows: all,
  }),
  operation<Given>('L', `POST ${portal}`, {
    ok: 201,
    given: asOwner,
    v1: (polar, { email }) => polar.customerPortal.members.addMember({ email }),
    raw: ({ email }) => ({ body: { email } }),
    shows: added,
  }),
  operation<Given>('L', `PATCH ${portal}/{id}`, {
    ok: 200,
    repeatable: true,
    given: asOwner,
    v1: (polar, given) => polar.customerPortal.members.updateMember(given.members.member.id, { name: 'Mo' }),
    raw: (given) => ({ params: { id: given.members.member.id }, body: { name: 'Mo' } }),
    shows: renamed,
  }),
  operation<Given>('L', `DELETE ${portal}/{id}`, {
    ok: 204,
    given: asOwner,
    v1: (polar, given) => polar.customerPortal.members.removeMember(given.members.member.id),
    raw: (given) => ({ params: { id: given.members.member.id } }),
  }),
  ...ofSeller(byId, false),
  ...ofSeller(byExternalId, true),

  behaviour(99, 'Owners and billing managers change subscriptions, plain members see them', async (trial) => {
    const { customer, tokens } = await newTeam(trial)
    const { id } = await trial.product('pro')
    const checkout = await trial.post('/v1/checkouts/', { products: [id], customer_id: customer.id })
    const confirmation_token_id = await trial.sandbox('a test card').cardToken(cards.works)
    await trial.post(`/v1/checkouts/client/${checkout.client_secret}/confirm`, { confirmation_token_id })
    const at = '/v1/customer-portal/subscriptions'
    const [subscription] = (await trial.get(`${at}/`, tokens.member)).items
    const cancel = (token: string, cancel_at_period_end: boolean) =>
      trial.call('PATCH', `${at}/${subscription.id}`, { token, body: { cancel_at_period_end } })
    refuses(await cancel(tokens.member, true), 403, 'NotPermitted')
    answers(await cancel(tokens.billing_manager, true), 200)
    answers(await cancel(tokens.owner, false), 200)
  }),
  behaviour(
    137,
    'Members are listed to those who may change them: no customer’s session, no plain member, nobody alone',
    async (trial) => {
      const single = await trial.customer()
      const token = await trial.session(single)
      refuses(await trial.call('GET', portal, { token }), 401)
      const { tokens } = await newTeam(trial)
      refuses(await trial.call('GET', portal, { token: tokens.member }), 403, 'NotPermitted')
      const alone = await trial.session(single)
      refuses(await trial.call('GET', portal, { token: alone }), 403, 'NotPermitted')
    },
  ),
  behaviour(
    138,
    'Somebody who is a member already is answered as they are; nobody adds an owner',
    async (trial) => {
      const { members: by, tokens } = await newTeam(trial)
      const add = (body: object) => trial.call('POST', portal, { token: tokens.owner, body })
      const again = answers(await add({ email: by.member.email, role: 'billing_manager' }), 201)
      fits(again.body, { id: by.member.id, role: 'member' })
      refusesInput(await add({ email: trial.newEmail(), role: 'owner' }), 'body/role')
    },
  ),
  behaviour(
    139,
    'Nobody changes their own role or takes themselves away; their own name they may',
    async (trial) => {
      const { members: by, tokens } = await newTeam(trial)
      const own = (method: string, body?: object) =>
        trial.call(method, `${portal}/${by.billing_manager.id}`, { token: tokens.billing_manager, body })
      answers(await own('PATCH', { role: 'member' }), 422)
      fits(answers(await own('PATCH', { name: 'Mo' }), 200).body, { name: 'Mo' })
      answers(await own('DELETE'), 422)
    },
  ),
  behaviour(140, 'An owner may hand over, a billing manager may not', async (trial) => {
    const { customer, members: by, tokens } = await newTeam(trial)
    const give = (token: string) =>
      trial.call('PATCH', `${portal}/${by.member.id}`, { token, body: { role: 'owner' } })
    answers(await give(tokens.billing_manager), 422)
    fits(answers(await give(tokens.owner), 200).body, { role: 'owner' })
    const { items } = await trial.get(`/v1/customers/${customer.id}/members?limit=100`)
    const roleOf = (id: string) => theOne(items, (one) => one.id === id, 'the member').role
    same([roleOf(by.member.id), roleOf(by.owner.id)], ['owner', 'billing_manager'], 'Their roles')
  }),
  rule('member.money', 'A plain member sees nothing of the money', async (trial) => {
    const { tokens } = await newTeam(trial)
    for (const path of ['orders/', 'customers/me/payment-methods', 'wallets/'])
      refuses(
        await trial.call('GET', `/v1/customer-portal/${path}`, { token: tokens.member }),
        403,
        'NotPermitted',
      )
    answers(await trial.call('GET', '/v1/customer-portal/subscriptions/', { token: tokens.member }), 200)
  }),
  rule(
    'grant.member',
    'What comes with a team’s seat is the member’s who has it, and nobody else’s',
    async (trial) => {
      const { customer, members: by, tokens } = await newTeam(trial)
      const { benefit, subscription } = await seatsWithKey(trial, customer)
      const seat = { subscription_id: subscription.id, member_id: by.member.id, immediate_claim: true }
      fits(await trial.post('/v1/customer-seats', seat), {
        customer_id: customer.id,
        member_id: by.member.id,
      })
      const grants = async (token: string) => (await trial.get(`${own}/benefit-grants/`, token)).items
      const [grant] = await trial.eventually('the grant', async () => {
        const found = await grants(tokens.member)
        return found.length > 0 && found
      })
      fits(grant, { benefit_id: benefit.id, customer_id: customer.id, member_id: by.member.id })
      for (const role of ['owner', 'billing_manager'] as const)
        same(await grants(tokens[role]), [], `The grants of the ${role}`)
      const told = await trial.get(`/v1/benefits/${benefit.id}/grants?member_id=${by.member.id}`)
      fits(
        theOne(told.items, () => true, 'the grant'),
        { member: { id: by.member.id, role: 'member' } },
      )
      const [key] = (await trial.get(`${own}/license-keys/`, tokens.member)).items
      const rotate = (token: string) => trial.call('POST', `${own}/license-keys/${key.id}/rotate`, { token })
      answers(await rotate(tokens.owner), 404)
      answers(await rotate(tokens.member), 200)
    },
  ),
]

const own = '/v1/customer-portal'

/** Two seats of a product that brings a licence key to each. */
async function seatsWithKey(trial: Trial, customer: Wire): Promise<{ benefit: Wire; subscription: Wire }> {
  if (!(await trial.serves('POST', '/v1/benefits/')))
    throw new NotTried('needs a benefit, and the server makes none')
  const key = { type: 'license_keys', description: 'Conformance key', properties: {} }
  const benefit = await trial.post('/v1/benefits/', key)
  const tiers = [{ min_seats: 1, max_seats: null, price_per_seat: 1000 }]
  const seat_tiers = { seat_tier_type: 'volume', tiers }
  const product = await trial.post('/v1/products/', {
    name: 'Conformance with a key for each',
    recurring_interval: 'month',
    prices: [{ amount_type: 'seat_based', price_currency: 'usd', seat_tiers }],
  })
  await trial.post(`/v1/products/${product.id}/benefits`, { benefits: [benefit.id] })
  const offer = { products: [product.id], customer_id: customer.id, seats: 2 }
  const checkout = await trial.post('/v1/checkouts/', offer)
  const confirmation_token_id = await trial.sandbox('a test card').cardToken(cards.works)
  await trial.post(`/v1/checkouts/client/${checkout.client_secret}/confirm`, { confirmation_token_id })
  const { items } = await trial.get(`/v1/subscriptions/?customer_id=${customer.id}`)
  return { benefit, subscription: theOne(items, () => true, 'the subscription') }
}
