import { createCustomerSession } from '@verge/server/operations/customer-sessions/create'
import { openCustomerSession } from '@verge/server/operations/customer-sessions/open'
import { createCustomer } from '@verge/server/operations/customers/create'
import { listMembers } from '@verge/server/operations/members/for-seller'
import { updateOrganization } from '@verge/server/operations/organizations/update'
import { createBenefit } from '@verge/server/operations/benefits/benefits'
import { updateProductBenefits } from '@verge/server/operations/benefits/of-product'
import { ingestEvents } from '@verge/server/operations/meters/ingest'
import { createMeter } from '@verge/server/operations/meters/meters'
import { listReceipts } from '@verge/server/operations/receipts/get'
import { cancelSubscription } from '@verge/server/operations/subscriptions/cancel'
import { assignSeat } from '@verge/server/operations/seats/assign'
import { asksWhenAdded } from '../world/checkouts.ts'
import type { World } from '../world/open.ts'
import { buyTeam, sellTeam } from '../world/team.ts'
import { uploadFile } from '../world/upload.ts'

interface Estate {
  /** What belongs to the owner, by the kind of thing that a path names. */
  owned: Record<string, string>
  /** Customers, by their ids. */
  owner: string
  stranger: string
  /** The token of another team's owner. */
  strangeMember: string
}

/** A customer who has one of everything, and others who have none of it. */
export async function openEstate(world: World): Promise<Estate> {
  const owner = await world.addCustomer('owner@example.com', '4242424242424242')
  const other = await world.addCustomer('stranger@example.com', '4242424242424242')
  const subscription = await world.subscribe(owner.customer.id)
  const { db } = world.ports
  const order = await db
    .selectFrom('orders')
    .select('id')
    .where('subscription_id', '=', subscription.id)
    .executeTakeFirstOrThrow()
  const method = await db
    .selectFrom('payment_methods')
    .select('id')
    .where('customer_id', '=', owner.customer.id)
    .executeTakeFirstOrThrow()
  const product_id = await sellTeam(world)
  const team = await buyTeam(world, { product_id, customer_id: owner.customer.id, seats: 2 })
  const seat = await assignSeat(world.ports, owner.actor, {
    body: { subscription_id: team.id, email: 'colleague@example.com', immediate_claim: false },
  })
  const credit = {
    id: world.ports.ids.uuid(),
    created_at: world.ports.clock.now(),
    currency: 'usd',
    amount: 500,
    reason: 'applied' as const,
  }
  await db
    .insertInto('balance_entries')
    .values({ ...credit, customer_id: owner.customer.id, order_id: order.id })
    .execute()
  const [member, other_member] = [
    await addOwner(world, 'team@example.com'),
    await addOwner(world, 'other-team@example.com'),
  ]
  const filter = { conjunction: 'and' as const, clauses: [] }
  await createMeter(world.ports, world.organization, {
    body: { name: 'Calls', unit: 'scalar', filter, aggregation: { func: 'count' } },
  })
  const events = [{ name: 'call', customer_id: owner.customer.id }]
  await ingestEvents(world.ports, world.organization, { body: { events } })
  const meter = await db.selectFrom('customer_meters').select('id').executeTakeFirstOrThrow()
  const benefit = await createBenefit(world.ports, world.organization, {
    body: { type: 'custom', description: 'Support by phone', properties: { note: null } },
  })
  const keys = await createBenefit(world.ports, world.organization, {
    body: { type: 'license_keys', description: 'The app', properties: anyKeys },
  })
  const file = await uploadFile(world)
  const files = await createBenefit(world.ports, world.organization, {
    body: { type: 'downloadables', description: 'The app', properties: { files: [file.id], archived: {} } },
  })
  const benefits = [benefit.id, keys.id, files.id]
  const given = { params: { id: subscription.product_id }, body: { benefits } }
  await updateProductBenefits(world.ports, world.organization, given)
  const grant = await db
    .selectFrom('benefit_grants')
    .select('id')
    .where('benefit_id', '=', benefit.id)
    .executeTakeFirstOrThrow()
  const key = await db.selectFrom('license_keys').select('id').executeTakeFirstOrThrow()
  const setup = await world.ports.processor.setUp({
    customer_reference: owner.customer.id,
    confirmation_token_id: await world.cardToken(asksWhenAdded),
  })
  await cancelSubscription(world.ports, owner.actor, { params: { id: team.id } })
  const { items: receipts } = await listReceipts(world.ports, owner.actor, {})
  const signedIn = { device: 'Safari, iPad', opened_from: null }
  const own = { customer_id: owner.customer.id, member_id: null, return_url: null }
  const session = await openCustomerSession(db, world.ports, own, signedIn)
  const owned = {
    receipts: receipts[0]!.id,
    'benefit-grants': grant.id,
    'license-keys': key.id,
    meters: meter.id,
    subscriptions: subscription.id,
    orders: order.id,
    'payment-methods': method.id,
    'payment-method-setups': (setup as { setup_intent_id: string }).setup_intent_id,
    customers: owner.customer.id,
    products: subscription.product_id,
    seats: seat.id,
    wallets: credit.id,
    members: member.id,
    'customer-sessions': session.id,
  }
  await setMembers(world, false)
  return { owned, owner: owner.customer.id, stranger: other.customer.id, strangeMember: other_member.token }
}

const anyKeys = { prefix: null, expires: null, activations: null, limit_usage: null }

const setMembers = (world: World, member_model_enabled: boolean) =>
  updateOrganization(world.ports, world.organization, { body: { member_model_enabled } })

/** Of a team of their own. */
async function addOwner(world: World, email: string): Promise<{ id: string; token: string }> {
  const { ports, organization } = world
  await setMembers(world, true)
  const { id: customer_id } = await createCustomer(ports, organization, {
    body: { type: 'team', email, owner: { email } },
  })
  const { items } = await listMembers(ports, organization, { params: { id: customer_id } })
  const { id } = items[0]!
  const body = { customer_id, member_id: id }
  return { id, token: (await createCustomerSession(ports, organization, { body })).token }
}
