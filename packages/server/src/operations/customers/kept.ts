import * as z from 'zod'
import { listCustomerOrders as orderContract } from '@verge/polar/contract/orders'
import { listPaymentMethods as methodContract } from '@verge/polar/contract/payment-methods'
import { portalCustomer } from '@verge/polar/contract/portal-customers'
import { listCustomerSubscriptions as subscriptionContract } from '@verge/polar/contract/subscriptions'
import type { Ports } from '../../ports/ports.ts'
import { hasSayInBilling, type CustomerActor } from '../actor.ts'
import { grantsOf } from '../benefits/holder.ts'
import { listOffered } from '../downloadables/offered.ts'
import { pageOf } from '../listing.ts'
import { listCustomerOrders } from '../orders/list.ts'
import { listPaymentMethods } from '../payment-methods/list.ts'
import { listCustomerSubscriptions } from '../subscriptions/list.ts'
import { getPortalCustomer } from './portal.ts'

const atOnce = 100

/**
 * All that is kept of a customer, list by list. No secret, and nobody else's data; a member without a say in billing gets what
 * the pages show them, and no order, card or mail of the owner's.
 */
export async function keptOf(ports: Ports, actor: CustomerActor) {
  const customer = {
    ...z.encode(portalCustomer, await getPortalCustomer(ports, actor)),
    ...(hasSayInBilling(actor) && (await keptBeside(ports, actor))),
  }
  const listings = hasSayInBilling(actor) ? { ...forEveryone, ...ofBilling } : forEveryone
  const lists = Object.entries(listings).map(([name, listing]) => ({
    name,
    rows: () => rowsOf(ports, actor, listing),
  }))
  return { exported_at: ports.clock.now(), customer, lists }
}

/** Page by page, so that a long list takes no more memory than a short one. */
async function* rowsOf(ports: Ports, actor: CustomerActor, listing: Listing): AsyncGenerator<object> {
  for (let page = 1; ; page++) {
    const rows = await listing(ports, actor, page)
    yield* rows
    if (rows.length < atOnce) return
  }
}

async function keptBeside({ db }: Ports, { customer_id }: CustomerActor) {
  return db
    .selectFrom('customers')
    .select(['external_id', 'metadata'])
    .where('id', '=', customer_id)
    .executeTakeFirstOrThrow()
}

type Listing = (ports: Ports, actor: CustomerActor, page: number) => Promise<readonly object[]>

/** By what they are called in the file; the oldest first, so that what is new meanwhile comes last. */
const forEveryone: Record<string, Listing> = {
  async subscriptions(ports, actor, page) {
    const query = { page, limit: atOnce, sorting: ['started_at' as const] }
    const found = await listCustomerSubscriptions(ports, actor, { query })
    return z.encode(subscriptionContract.output!, found).items
  },
  benefit_grants: ({ db }, actor, page) =>
    grantsOf(db, actor)
      .select(['id', 'created_at', 'benefit_id', 'subscription_id', 'order_id', 'granted_at', 'revoked_at'])
      .$call(oldestFirst(page))
      .execute(),
  license_keys: ({ db }, actor, page) =>
    db
      .selectFrom('license_keys')
      .select(['id', 'created_at', 'benefit_id', 'key', 'expires_at', 'usage', 'last_validated_at'])
      .where('grant_id', 'in', grantsOf(db, actor).select('id'))
      .$call(oldestFirst(page))
      .execute(),
  license_key_activations: ({ db }, actor, page) =>
    db
      .selectFrom('license_key_activations')
      .select(['id', 'created_at', 'license_key_id', 'label', 'meta'])
      .where('license_key_id', 'in', (keys) =>
        keys
          .selectFrom('license_keys')
          .select('id')
          .where('grant_id', 'in', grantsOf(db, actor).select('id')),
      )
      .$call(oldestFirst(page))
      .execute(),
  downloadables: async ({ db }, actor, page) =>
    (await listOffered(db, actor, undefined, { page, limit: atOnce })).rows.map(
      ({ id, benefit_id, name, version, size }) => ({ file_id: id, benefit_id, name, version, size }),
    ),
}

const ofBilling: Record<string, Listing> = {
  // By whomever of the customer's people.
  downloads: ({ db }, { customer_id }, page) =>
    db
      .selectFrom('file_downloads')
      .select(['file_id', 'benefit_id', 'first_at', 'last_at', 'count'])
      .where('customer_id', '=', customer_id)
      .orderBy('first_at')
      .orderBy('file_id')
      .$call(pageNumber(page))
      .execute(),
  async orders(ports, actor, page) {
    const query = { page, limit: atOnce, sorting: ['created_at' as const] }
    return z.encode(orderContract.output!, await listCustomerOrders(ports, actor, { query })).items
  },
  async payment_methods(ports, actor, page) {
    const query = { page, limit: atOnce }
    return z.encode(methodContract.output!, await listPaymentMethods(ports, actor, { query })).items
  },
  refunds: ({ db }, { customer_id }, page) =>
    db
      .selectFrom('refunds')
      .select(['id', 'created_at', 'order_id', 'amount', 'tax_amount', 'currency', 'status', 'reason'])
      .where('customer_id', '=', customer_id)
      .$call(oldestFirst(page))
      .execute(),
  balance_entries: ({ db }, { customer_id }, page) =>
    db
      .selectFrom('balance_entries')
      .select(['id', 'created_at', 'currency', 'amount', 'order_id', 'reason'])
      .where('customer_id', '=', customer_id)
      .$call(oldestFirst(page))
      .execute(),
  // What the seller's app told of; it may name other members.
  usage_events: ({ db }, { customer_id }, page) =>
    db
      .selectFrom('usage_events')
      .select(['id', 'created_at', 'timestamp', 'name', 'external_id', 'metadata'])
      .where('customer_id', '=', customer_id)
      .$call(oldestFirst(page))
      .execute(),
  members: ({ db }, { customer_id }, page) =>
    db
      .selectFrom('members')
      .select(['id', 'created_at', 'email', 'name', 'external_id', 'role'])
      .where('customer_id', '=', customer_id)
      .where('deleted_at', 'is', null)
      .$call(oldestFirst(page))
      .execute(),
  seats: ({ db }, { customer_id }, page) =>
    db
      .selectFrom('customer_seats')
      .select(['id', 'created_at', 'subscription_id', 'status', 'email', 'claimed_at', 'revoked_at'])
      .where('customer_id', '=', customer_id)
      .$call(oldestFirst(page))
      .execute(),
  sessions: ({ db }, { customer_id }, page) =>
    db
      .selectFrom('customer_sessions')
      .select(['created_at', 'expires_at', 'revoked_at', 'seen_at', 'device'])
      .where('customer_id', '=', customer_id)
      .$call(oldestFirst(page))
      .execute(),
  // Without what they say: some hold a code or a link that lets somebody in.
  emails: ({ db }, { customer_id }, page) =>
    db
      .selectFrom('emails')
      .select(['created_at', 'recipient', 'subject'])
      .where('customer_id', '=', customer_id)
      .where('dedupe_key', 'not like', 'sign_in_code:%')
      .$call(oldestFirst(page))
      .execute(),
}

interface Pageable<Query> {
  limit(limit: number): Query
  offset(offset: number): Query
}

interface Dated<Query> extends Pageable<Query> {
  orderBy(column: 'created_at' | 'id'): Query
}

function oldestFirst(page: number) {
  return <Query extends Dated<Query>>(query: Query): Query =>
    pageNumber(page)(query.orderBy('created_at').orderBy('id'))
}

function pageNumber(page: number) {
  const { limit, offset } = pageOf({ page, limit: atOnce })
  return <Query extends Pageable<Query>>(query: Query): Query => query.limit(limit).offset(offset)
}
