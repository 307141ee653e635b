import type { CustomerActor } from '@verge/server/operations/actor'
import { createBenefit } from '@verge/server/operations/benefits/benefits'
import { updateProductBenefits } from '@verge/server/operations/benefits/of-product'
import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import { openCustomerSession } from '@verge/server/operations/customer-sessions/open'
import { createCustomer } from '@verge/server/operations/customers/create'
import { createDiscount } from '@verge/server/operations/discounts/create'
import { createMember, listMembers } from '@verge/server/operations/members/for-seller'
import { ingestEvents } from '@verge/server/operations/meters/ingest'
import { createMeter } from '@verge/server/operations/meters/meters'
import { updateOrganization } from '@verge/server/operations/organizations/update'
import { listReceipts } from '@verge/server/operations/receipts/get'
import { assignSeat } from '@verge/server/operations/seats/assign'
import { cancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { routes } from '@verge/server/portal/routes'
import { listDownloadables } from '@verge/server/operations/downloadables/list'
import { activateLicenseKey } from '@verge/server/operations/license-keys/use'
import { checkoutsIn, works } from '../world/checkouts.ts'
import { openWorld, type World } from '../world/open.ts'
import { buyTeam, sellTeam } from '../world/team.ts'
import { uploadFile } from '../world/upload.ts'
import { portalOf, visitorOf, type Visitor } from '../world/visitor.ts'

/** Somebody who has one of everything that a page of the portal can show. */
export interface Estate {
  world: World
  customer_id: string
  /** By the kind of thing, as addresses name it: what is theirs. */
  owned: Record<string, string>
  token(role: 'owner' | 'member'): Promise<string>
  /** The owner of another team, who has as much as nothing. */
  strangersToken(): Promise<string>
  visitor(token: string): Promise<Visitor>
  /** In the portal, with these ids in their places. */
  addressOf(path: string, ids?: Record<string, string>): string
}

export async function openEstate(): Promise<Estate> {
  const world = await openWorld()
  const { ports, organization } = world
  const settings = {
    usage: { show: true },
    subscription: { update_seats: true, update_plan: true, pause: true },
    customer: { allow_email_change: true },
  }
  await updateOrganization(ports, organization, {
    body: { member_model_enabled: true, customer_portal_settings: settings },
  })
  const own = await addTeam(world, 'owner')
  const other = await addTeam(world, 'stranger')
  const { customer_id } = own
  await world.addCard(customer_id, works)
  const subscription = await world.subscribe(customer_id)
  const product_id = await sellTeam(world)
  const benefits = [
    await createBenefit(ports, organization, {
      body: { type: 'custom', description: 'Support by phone', properties: { note: 'Call us.' } },
    }),
    await createBenefit(ports, organization, {
      body: { type: 'license_keys', description: 'The app', properties: keys },
    }),
    await createBenefit(ports, organization, {
      body: {
        type: 'downloadables',
        description: 'The manual',
        properties: { files: [(await uploadFile(world)).id], archived: {} },
      },
    }),
  ].map(({ id }) => id)
  for (const id of [product_id, subscription.product_id])
    await updateProductBenefits(ports, organization, { params: { id }, body: { benefits } })
  const team = await buyTeam(world, { product_id, customer_id, seats: 3 })
  const actor: CustomerActor = {
    ...organization,
    kind: 'customer',
    customer_id,
    session_id: ports.ids.uuid(),
  }
  const seat = await assignSeat(ports, actor, {
    body: { subscription_id: team.id, email: 'colleague@example.com', immediate_claim: false },
  })
  const filter = { conjunction: 'and' as const, clauses: [] }
  await createMeter(ports, organization, {
    body: { name: 'Calls', unit: 'scalar', filter, aggregation: { func: 'count' } },
  })
  await ingestEvents(ports, organization, { body: { events: [{ name: 'call', customer_id }] } })
  const { id: stay_discount_id } = await createDiscount(ports, organization, {
    body: { name: 'Half off', type: 'percentage', basis_points: 5000, duration: 'forever', code: null },
  })
  await updateOrganization(ports, organization, { body: { stay_discount_id } })
  await cancelSubscription(ports, actor, { params: { id: team.id } })
  const { items: downloads } = await listDownloadables(ports, actor, {})
  const key = await ports.db.selectFrom('license_keys').selectAll().orderBy('id').executeTakeFirstOrThrow()
  const activation = await activateLicenseKey(
    ports,
    { kind: 'anonymous' },
    {
      body: {
        key: key.key,
        organization_id: organization.organization_id,
        label: 'Desk',
        conditions: {},
        meta: {},
      },
    },
  )
  const { items: receipts } = await listReceipts(ports, actor, {})
  const { soldOnce, open, pay } = checkoutsIn(() => world)
  await pay(await open({ products: [await soldOnce('Guide', { usd: 5000 })], customer_id }))
  const orders = await ports.db
    .selectFrom('orders')
    .select(['id', 'billing_reason'])
    .where('customer_id', '=', customer_id)
    .orderBy('invoice_sequence')
    .execute()
  const card = await ports.db
    .selectFrom('payment_methods')
    .select('id')
    .where('customer_id', '=', customer_id)
    .orderBy('created_at')
    .executeTakeFirstOrThrow()
  const own_session = { customer_id, member_id: own.owner, return_url: null }
  const signedIn = { device: 'Safari, iPad', opened_from: null }
  const session = await openCustomerSession(ports.db, ports, own_session, signedIn)
  const tokenOf = async (body: { customer_id: string; member_id: string }) =>
    (await createCustomerSession(ports, organization, { body })).token
  const estate: Estate = {
    world,
    customer_id,
    owned: {
      subscriptions: subscription.id,
      /** In the place of the other, where seats are what a page is about. */
      team: team.id,
      orders: orders[0]!.id,
      /** In the place of the other, where it is withdrawn from. */
      purchase: orders.find(({ billing_reason }) => billing_reason === 'purchase')!.id,
      'payment-methods': card.id,
      receipts: receipts[0]!.id,
      people: own.member,
      seat: seat.id,
      downloads: downloads[0]!.id,
      keys: key.id,
      activation: activation.id,
      sessions: session.id,
    },
    token: (role) => tokenOf({ customer_id, member_id: own[role] }),
    strangersToken: () => tokenOf({ customer_id: other.customer_id, member_id: other.owner }),
    async visitor(token) {
      const visitor = visitorOf(world, portalOf(world).handle)
      await visitor.post('/verge/portal/session', { customer_session_token: token })
      return visitor
    },
    addressOf: (path, ids = estate.owned) => `/verge/portal${path === '/' ? '' : filled(path, ids)}`,
  }
  return estate
}

/** All of the portal's routes that name something of somebody's. */
export const routesWithIds = routes.filter(({ path }) => path.includes('{'))

/** Whoever adds a route with another kind of thing adds one to the estate. */
function filled(path: string, ids: Record<string, string>): string {
  return path.replace(/([\w-]+)\/\{(\w+)\}/g, (_, kind: string, name: string) => {
    const isPurchase = path === '/orders/{id}/withdraw'
    const id = ids[isPurchase ? 'purchase' : name === 'id' ? kind : name]
    if (!id) throw new Error(`No thing to try ${path} with: add one to the estate`)
    return `${kind}/${id}`
  })
}

const keys = {
  prefix: null,
  expires: null,
  activations: { limit: 3, enable_customer_admin: true },
  limit_usage: null,
}

async function addTeam({ ports, organization }: World, name: string) {
  const email = `${name}@example.com`
  const { id: customer_id } = await createCustomer(ports, organization, {
    body: { type: 'team', email, owner: { email, name: `The ${name}` } },
  })
  const params = { id: customer_id }
  await createMember(ports, organization, {
    params,
    body: { email: `member-of-${email}`, name: 'A member', role: 'member' },
  })
  const { items } = await listMembers(ports, organization, { params })
  const by = (role: string) => items.find((one) => one.role === role)!.id
  return { customer_id, owner: by('owner'), member: by('member') }
}
