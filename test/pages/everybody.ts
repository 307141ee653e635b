import { openSandbox } from '../conformance/sandbox.ts'
import { people } from '../people/people.ts'
import { accessToken, portalUrl } from '../browser/addresses.ts'
import { announced } from '../world/upload.ts'
import { asSeller, beginAgain, leavingLinkFor, mailedTo, moveClock, newAddress } from '../browser/walk.ts'

/** Who looks at a page: their customer's id in Verge, or the one in Polar of whom the test made. */
export type Who = { external_customer_id: string } | { customer_id: string; member_id?: string }

/** Everybody who is needed so that each page of the portal has somebody to show it to, and what of theirs it shows. */
export interface Everybody {
  /** With a key, a file and a note that come with her plan. */
  ada: Who
  adas: { subscription: string; order: string; card: string; key: string; activation: string }
  grace: Who
  graces: { subscription: string; receipt: string }
  linus: Who
  linuss: { subscription: string; order: string; card: string }
  /** On trial. */
  joan: Who
  /** Pays tax, in euros, and reads German. */
  maria: Who
  alan: Who
  alans: { subscription: string }
  noa: Who
  /** Paused. */
  paula: Who
  paulas: { subscription: string }
  /** Owns a team with seats, within the days of withdrawal. */
  tess: Who
  tesss: { subscription: string; member: string; seat: string }
  /** A member of Tess's team, without a say in billing. */
  mia: Who
  /** Has a seat that Tess's team pays for. */
  sam: Who
  /** Bought something once, within the days of withdrawal. */
  olga: Who
  olgas: { order: string }
  checkout: string
  reviewed: string
  declaration: string
  invitation: string
}

interface Listed {
  items: { id: string; status: string }[]
}

/** The demo as on its first day, and the few who are missing in it. */
export async function gatherEverybody(): Promise<Everybody> {
  await beginAgain()
  const sandbox = (await openSandbox({ url: portalUrl, token: accessToken }))!
  const as = ({ id }: { id: string }) => ({ external_customer_id: id })
  const first = async (path: string, isIt: (item: Listed['items'][number]) => boolean = () => true) =>
    ((await asSeller('GET', path)) as Listed).items.find(isIt)!.id
  const subscriptionOf = ({ id }: { id: string }) => first(`/v1/subscriptions/?external_customer_id=${id}`)
  const orderOf = ({ id }: { id: string }, status: string) =>
    first(`/v1/orders/?external_customer_id=${id}`, (order) => order.status === status)

  const cardOf = async (person: { id: string }) =>
    (await ofCustomer(as(person), '/v1/customer-portal/customers/me/payment-methods')).items[0]!.id

  const sell = async (name: string, body: object) =>
    (await made('/v1/products/', { name, visibility: 'public', recurring_interval: 'month', ...body })).id
  const buy = async (product: string, email: string, more: object = {}) => {
    const customer = await made('/v1/customers/', { email, name: 'Somebody', ...more })
    const checkout = await open(product, { customer_id: customer.id, ...seatsIn(more) })
    await asNobody(`/v1/checkouts/client/${checkout.client_secret}/confirm`, {
      confirmation_token_id: await sandbox.cardToken('4242424242424242'),
    })
    const subscription = await first(`/v1/subscriptions/?customer_id=${customer.id}`)
    return { customer_id: customer.id, subscription }
  }

  await letMembersBe()
  const daily = await sell(`${longWord} daily`, { recurring_interval: 'day', prices: [fixed(100)] })
  const paula = await buy(daily, newAddress('paula'))
  await asSeller('PATCH', `/v1/subscriptions/${paula.subscription}`, { pause_at_period_end: true })
  await moveClock('P1D')

  const team = await sell('Team', { prices: [seatPrice] })
  const owner = newAddress('tess')
  const tess = await buy(team, owner, { type: 'team', owner: { email: owner } })
  const colleague = newAddress('colleague')
  const seat = await made('/v1/customer-seats', { subscription_id: tess.subscription, email: colleague })
  const sam = await made('/v1/customers/', { email: newAddress('sam') })
  const samsSeat = { subscription_id: tess.subscription, customer_id: sam.id, immediate_claim: true }
  await made('/v1/customer-seats', samsSeat)
  const member = await made(`/v1/customers/${tess.customer_id}/members`, {
    email: newAddress('member'),
    name: 'Someone Else',
    role: 'member',
  })
  const guide = await sell(`${longWord} guide`, { recurring_interval: null, prices: [fixed(5000)] })
  const olga = await made('/v1/customers/', { email: newAddress('olga') })
  const { client_secret } = await open(guide, { customer_id: olga.id })
  await asNobody(`/v1/checkouts/client/${client_secret}/confirm`, {
    confirmation_token_id: await sandbox.cardToken('4242424242424242'),
  })
  const members = (await asSeller('GET', `/v1/customers/${tess.customer_id}/members`)) as {
    items: { id: string; role: string }[]
  }
  const { id: discount } = await made('/v1/discounts/', {
    name: 'Half off',
    type: 'percentage',
    basis_points: 5000,
    duration: 'repeating',
    duration_in_months: 3,
  })
  await asSeller('PATCH', '/v1/verge/organization', { stay_discount_id: discount })

  const pro = await first('/v1/products/?query=Pro')
  const checkout = await open(pro)
  const reviewed = await open(pro)
  await asNobody(
    `/v1/checkouts/client/${reviewed.client_secret}`,
    { customer_email: newAddress('buyer'), customer_billing_address: { country: 'US', state: 'CA' } },
    'PATCH',
  )
  const token = await sandbox.cardToken('4242424242424242')
  const declarer = newAddress('declarer')
  const { organization_id } = checkout
  await asNobody('/v1/verge/leaving-statements', {
    organization_id,
    kind: 'cancellation',
    name: 'Whoever',
    email: declarer,
    contract: 'Pro',
    idempotency_key: crypto.randomUUID(),
  })
  const [adas, graces, linuss, alans] = await Promise.all(
    [people.ada, people.grace, people.linus, people.alan].map(subscriptionOf),
  )
  const ofAda = (await asSeller('GET', `/v1/subscriptions/${adas}`)) as {
    product_id: string
    customer_id: string
  }
  await giveBenefits(ofAda.product_id)
  const owners = members.items.find(({ role }) => role === 'owner')!.id
  return {
    ada: as(people.ada),
    adas: {
      subscription: adas!,
      order: await orderOf(people.ada, 'paid'),
      card: await cardOf(people.ada),
      ...(await keyInUse(ofAda.customer_id, organization_id)),
    },
    grace: as(people.grace),
    graces: {
      subscription: graces!,
      receipt: (await ofCustomer(as(people.grace), '/v1/verge/receipts')).items[0]!.id,
    },
    linus: as(people.linus),
    linuss: {
      subscription: linuss!,
      order: await orderOf(people.linus, 'pending'),
      card: await cardOf(people.linus),
    },
    joan: as(people.joan),
    maria: as(people.maria),
    alan: as(people.alan),
    alans: { subscription: alans! },
    noa: as(people.new),
    paula: { customer_id: paula.customer_id },
    paulas: { subscription: paula.subscription },
    tess: { customer_id: tess.customer_id, member_id: owners },
    tesss: {
      subscription: tess.subscription,
      member: member.id,
      seat: seat.id,
    },
    sam: { customer_id: sam.id },
    olga: { customer_id: olga.id },
    olgas: { order: await first(`/v1/orders/?customer_id=${olga.id}`) },
    mia: { customer_id: tess.customer_id, member_id: member.id },
    checkout: checkout.url,
    reviewed: `${reviewed.url}/pay?confirmation_token=${token}`,
    declaration: await leavingLinkFor(declarer),
    invitation: await invitationFor(colleague),
  }
}

/** The link that lets them in. */
export async function linkOf(who: Who): Promise<string> {
  return (await sessionOf(who)).customer_portal_url
}

/** As no small screen can show it in one line. */
const longWord = 'Donaudampfschifffahrtsgesellschaftskapitänspatent'
const fixed = (price_amount: number) => ({ amount_type: 'fixed', price_amount, price_currency: 'usd' })
const seatPrice = {
  amount_type: 'seat_based',
  price_currency: 'usd',
  seat_tiers: {
    seat_tier_type: 'volume',
    tiers: [{ min_seats: 1, max_seats: null, price_per_seat: 1000 }],
  },
}
const seatsIn = (customer: object) => ('owner' in customer ? { seats: 3 } : {})

async function made(path: string, body: object) {
  return (await asSeller('POST', path, body)) as { id: string }
}

async function open(product: string, more: object = {}) {
  const success_url = `${portalUrl}/healthz`
  const body = { products: [product], success_url, ...more }
  return (await asSeller('POST', '/v1/checkouts/', body)) as unknown as {
    client_secret: string
    url: string
    organization_id: string
  }
}

async function asNobody(path: string, body: object, method = 'POST'): Promise<void> {
  const answer = await fetch(portalUrl + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`)
}

async function sessionOf(who: Who) {
  return (await asSeller('POST', '/v1/customer-sessions/', {
    ...who,
    return_url: `${portalUrl}/healthz`,
  })) as { token: string; customer_portal_url: string }
}

async function ofCustomer(who: Who, path: string): Promise<Listed> {
  const { token } = await sessionOf(who)
  const answer = await fetch(portalUrl + path, { headers: { authorization: `Bearer ${token}` } })
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as Listed
}

async function letMembersBe(): Promise<void> {
  await asSeller('PATCH', '/v1/verge/organization', {
    member_model_enabled: true,
    customer_portal_settings: {
      usage: { show: true },
      subscription: { update_seats: true, update_plan: true, pause: true },
      customer: { allow_email_change: true },
    },
  })
}

async function giveBenefits(product: string): Promise<void> {
  const note = await made('/v1/benefits/', {
    type: 'custom',
    description: 'Support by phone',
    properties: { note: 'Call +49 30 1234567.' },
  })
  const keys = await made('/v1/benefits/', {
    type: 'license_keys',
    description: 'The app',
    properties: {
      prefix: null,
      expires: null,
      activations: { limit: 2, enable_customer_admin: true },
      limit_usage: null,
    },
  })
  const manual = await made('/v1/benefits/', {
    type: 'downloadables',
    description: 'The manual',
    properties: { files: [await uploadManual()], archived: {} },
  })
  const benefits = [note.id, keys.id, manual.id]
  await asSeller('POST', `/v1/products/${product}/benefits`, { benefits })
}

async function uploadManual(): Promise<string> {
  const text = 'Press the button.'
  const { id, upload } = (await made('/v1/files/', {
    service: 'downloadable',
    name: 'manual.txt',
    mime_type: 'text/plain',
    size: text.length,
    upload: { parts: announced([text]) },
  })) as unknown as { id: string; upload: { id: string; path: string; parts: { url: string }[] } }
  const sent = await fetch(upload.parts[0]!.url, { method: 'PUT', body: text })
  await made(`/v1/files/${id}/uploaded`, {
    id: upload.id,
    path: upload.path,
    parts: [{ number: 1, checksum_etag: sent.headers.get('etag'), checksum_sha256_base64: null }],
  })
  return id
}

/** The key of a customer, in use on one machine. */
async function keyInUse(
  customer_id: string,
  organization_id: string,
): Promise<{ key: string; activation: string }> {
  const { items } = (await asSeller('GET', '/v1/license-keys/?limit=100')) as unknown as {
    items: { id: string; key: string; customer_id: string }[]
  }
  const { id, key } = items.find((one) => one.customer_id === customer_id)!
  await asNobody('/v1/customer-portal/license-keys/activate', {
    key,
    organization_id,
    label: 'The desk at the window',
  })
  const { activations } = (await asSeller('GET', `/v1/license-keys/${id}`)) as unknown as {
    activations: { id: string }[]
  }
  return { key: id, activation: activations[0]!.id }
}

async function invitationFor(email: string): Promise<string> {
  return mailedTo(email, /(http\S+claim\?\S+)/, 1)
}
