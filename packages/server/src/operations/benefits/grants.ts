import { sql, type SelectQueryBuilder } from 'kysely'
import type {
  getOwnGrant as getOwnContract,
  listBenefitGrants as listContract,
  listGrantsOfBenefit as listOfContract,
  listOwnGrants as listOwnContract,
  OwnGrant,
  updateOwnGrant as updateOwnContract,
} from '@verge/polar/contract/benefits'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid, notFound, Refusal } from '@verge/polar/refusals'
import type { Tables } from '../../db/tables.ts'
import type { BenefitGrantRow } from '../../db/tables/benefits.ts'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor, OrganizationActor } from '../actor.ts'
import { customersKnownAs } from '../customers/find.ts'
import { containing, listed, pageThrough } from '../listing.ts'
import { getBenefit } from './benefits.ts'
import { grantsOf, memberOfGrant } from './holder.ts'
import { presentGrants, presentOwnGrants } from './present.ts'

type Found = SelectQueryBuilder<Tables, 'benefit_grants', object>

const benefitOf = (column: 'type' | 'description' | 'visibility') =>
  sql<string>`(SELECT ${sql.ref(column)} FROM benefits WHERE benefits.id = benefit_grants.benefit_id)`
const columns = {
  created_at: sql.ref('created_at'),
  granted_at: sql.ref('granted_at'),
  revoked_at: sql.ref('revoked_at'),
  type: benefitOf('type'),
  organization: sql.ref('organization_id'),
  product_benefit: sql`(
    SELECT position FROM product_benefits
    WHERE product_benefits.benefit_id = benefit_grants.benefit_id AND product_id = coalesce(
      (SELECT product_id FROM subscriptions WHERE subscriptions.id = benefit_grants.subscription_id),
      (SELECT product_id FROM orders WHERE orders.id = benefit_grants.order_id)))`,
}

/** What the customer has and is told of: not what was taken from them. */
export async function listOwnGrants(
  { db }: Ports,
  actor: CustomerActor,
  { query }: InputOf<typeof listOwnContract>,
): Promise<OutputOf<typeof listOwnContract>> {
  let found: Found = grantsOf(db, actor)
    .where('granted_at', 'is not', null)
    .where(benefitOf('visibility'), '=', 'public')
  if (query?.query)
    found = found.where(sql<boolean>`${benefitOf('description')} ILIKE ${containing(query.query)}`)
  if (query?.type?.length) found = found.where(benefitOf('type'), 'in', query.type)
  if (query?.benefit_id?.length) found = found.where('benefit_id', 'in', query.benefit_id)
  if (query?.subscription_id?.length) found = found.where('subscription_id', 'in', query.subscription_id)
  if (query?.checkout_id?.length) {
    const { checkout_id } = query
    const begun = db.selectFrom('subscriptions').select('id').where('checkout_id', 'in', checkout_id)
    const bought = db.selectFrom('orders').select('id').where('checkout_id', 'in', checkout_id)
    found = found.where(({ or, eb }) =>
      or([eb('subscription_id', 'in', begun), eb('order_id', 'in', bought)]),
    )
  }
  // Only what was bought once comes with an order; all else comes with its subscription.
  if (query?.order_id?.length) found = found.where('order_id', 'in', query.order_id)
  if (query?.member_id?.length) found = found.where(memberOfGrant, 'in', query.member_id)
  const sorting = query?.sorting?.length ? query.sorting : ['product_benefit', '-granted_at']
  const { rows, count } = await pageThrough(found, query, { sorting, fallback: '-granted_at', columns })
  return listed(await presentOwnGrants(db, rows), count, query)
}

export async function getOwnGrant(
  ports: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof getOwnContract>,
): Promise<OwnGrant> {
  const grant = await ownGrant(ports, actor, params.id)
  if (grant.granted_at === null) throw notFound()
  return (await presentOwnGrants(ports.db, [grant]))[0]!
}

export async function updateOwnGrant(
  ports: Ports,
  actor: CustomerActor,
  { params, body }: InputOf<typeof updateOwnContract>,
): Promise<OwnGrant> {
  const grant = await ownGrant(ports, actor, params.id)
  if (grant.granted_at === null)
    throw new Refusal('NotPermitted', 'You do not have this any more. Nothing was changed.')
  const [presented] = await presentOwnGrants(ports.db, [grant])
  if (presented!.benefit.type !== body.benefit_type)
    throw invalid(
      ['body', 'benefit_type'],
      `This is of the type ${presented!.benefit.type}.`,
      body.benefit_type,
    )
  return presented!
}

async function ownGrant({ db }: Ports, actor: CustomerActor, id: string): Promise<BenefitGrantRow> {
  const grant = await grantsOf(db, actor)
    .selectAll()
    .where('id', '=', id)
    .where(benefitOf('visibility'), '=', 'public')
    .executeTakeFirst()
  if (!grant) throw notFound()
  return grant
}

export async function listBenefitGrants(
  ports: Ports,
  actor: OrganizationActor,
  { query }: InputOf<typeof listContract>,
): Promise<OutputOf<typeof listContract>> {
  const { db } = ports
  let found = narrowed(db.selectFrom('benefit_grants'), actor, query)
  if (query?.organization_id?.length) found = found.where('organization_id', 'in', query.organization_id)
  if (query?.external_customer_id?.length)
    found = found.where('customer_id', 'in', customersKnownAs(db, actor, query.external_customer_id))
  return pageOf(ports, found, query)
}

export async function listGrantsOfBenefit(
  ports: Ports,
  actor: OrganizationActor,
  { params, query }: InputOf<typeof listOfContract>,
): Promise<OutputOf<typeof listOfContract>> {
  const { id } = await getBenefit(ports, actor, { params })
  let found = narrowed(ports.db.selectFrom('benefit_grants'), actor, query).where('benefit_id', '=', id)
  if (query?.member_id?.length) found = found.where(memberOfGrant, 'in', query.member_id)
  return pageOf(ports, found, query)
}

interface Narrowing {
  page?: number
  limit?: number
  is_granted?: boolean
  customer_id?: string[]
  sorting?: string[]
}

function narrowed(found: Found, { organization_id }: OrganizationActor, query: Narrowing | undefined): Found {
  let result = found.where('organization_id', '=', organization_id)
  if (query?.is_granted !== undefined)
    result = result.where('granted_at', query.is_granted ? 'is not' : 'is', null)
  if (query?.customer_id?.length) result = result.where('customer_id', 'in', query.customer_id)
  return result
}

async function pageOf({ db }: Ports, found: Found, query: Narrowing | undefined) {
  const sorting = query?.sorting
  const { rows, count } = await pageThrough(found, query, { sorting, fallback: '-created_at', columns })
  return listed(await presentGrants(db, rows), count, query)
}
