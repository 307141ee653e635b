import type { SubscriptionTerms } from '@verge/polar/contract/subscriptions'
import {
  choiceRefusal,
  priceIn,
  putOffRefusal,
  type ProrationBehavior,
} from '@verge/polar/policy/plan-change'
import { changeRefusal } from '@verge/polar/policy/subscriptions'
import { invalid, Refusal, refuseIf } from '@verge/polar/refusals'
import { decidePlanChange, type PlanChangeDecision } from '../../billing/plan-change.ts'
import type { OrganizationRow } from '../../db/tables/organizations.ts'
import type { ProductRow } from '../../db/tables/products.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import type { CustomerActor, OrganizationActor } from '../actor.ts'
import { discountOf } from '../discounts/load.ts'
import { sellablesById } from '../products/load.ts'
import type { Sellable } from '../products/present.ts'
import { isHeld, isHeldOrExpected } from './held.ts'
import { fittingSeats, termsOf } from './terms.ts'

export interface Wanted {
  product_id?: string
  seats?: number
  /** Only the seller chooses; a customer's change follows the organization's setting. */
  behavior?: ProrationBehavior | null
}

export interface Planned {
  to: SubscriptionTerms
  product: ProductRow
  decision: PlanChangeDecision
}

interface Asked {
  actor: CustomerActor | OrganizationActor
  subscription: SubscriptionRow
  wanted: Wanted
  now: Date
  /** Only looked at: a payment that waits for the customer at their bank can still make room. */
  looking?: boolean
}

/** What a change of product or seats would come to. Reads only: preview, quote and the change itself all ask it. */
export async function planChange(
  db: Database | Tx,
  { actor, subscription, wanted, now, looking = false }: Asked,
): Promise<Planned> {
  const organization = await requireChangeable(db, { actor, subscription, wanted })
  if (await isBeingPaid(db, subscription.id, { looking })) throw locked()
  const ids = [subscription.product_id, wanted.product_id ?? subscription.product_id]
  const sellables = await sellablesById(db, ids)
  const { product: from } = sellables.get(subscription.product_id)!
  const behavior = wanted.behavior ?? organization.proration_behavior
  const { to, product } = wanted.product_id
    ? await otherProduct(db, subscription, sellables.get(wanted.product_id), wanted.product_id, actor)
    : otherSeats(subscription, sellables.get(subscription.product_id)!, wanted.seats!)
  if (to.seats !== null) refuseIf(putOffRefusal(subscription, { amount_type: 'seat_based' }, behavior))
  const { trial_interval: interval, trial_interval_count: count } = product
  const decision = decidePlanChange(subscription, {
    to,
    names: { from: from.name, to: product.name },
    behavior,
    trial: interval && count ? { interval, count } : null,
    discount: await discountOf(db, subscription),
    now,
  })
  return { to, product, decision }
}

/** Whether anything of it may change at all: what is asked for may also be how it is. */
export async function requireChangeable(
  db: Database | Tx,
  { actor, subscription, wanted }: Pick<Asked, 'actor' | 'subscription' | 'wanted'>,
): Promise<OrganizationRow> {
  const organization = await db
    .selectFrom('organizations')
    .selectAll()
    .where('id', '=', subscription.organization_id)
    .executeTakeFirstOrThrow()
  if (actor.kind === 'customer') refuseUnlessAllowed(organization, wanted)
  refuseIf(changeRefusal(subscription))
  return organization
}

function refuseUnlessAllowed({ portal_settings }: OrganizationRow, wanted: Wanted): void {
  const { update_plan, update_seats } = portal_settings.subscription
  if (wanted.product_id !== undefined && !update_plan) {
    const words = 'Changing the plan is switched off for this organization.'
    throw new Refusal('UpdateSubscriptionPlanNotAllowed', words)
  }
  if (wanted.seats !== undefined && !update_seats) {
    const words = 'Changing seats is switched off for this organization.'
    throw new Refusal('UpdateSubscriptionSeatsNotAllowed', words)
  }
}

/** Until the bank has answered for one change, nobody knows what the next one would change. */
function locked(): Refusal {
  return new Refusal(
    'SubscriptionLocked',
    'A change of this subscription is being paid, and the bank has not answered yet. Nothing else was changed.',
  )
}

/** Whether a change of terms waits for its payment. */
async function isBeingPaid(
  db: Database | Tx,
  subscription_id: string,
  { looking }: { looking: boolean },
): Promise<boolean> {
  return (await beingPaid(db, [subscription_id], { looking })).has(subscription_id)
}

/** Those of them of which a change of terms waits for its payment. */
export async function beingPaid(
  db: Database | Tx,
  subscription_ids: readonly string[],
  { looking = false } = {},
): Promise<ReadonlySet<string | null>> {
  if (subscription_ids.length === 0) return new Set()
  const orders = await db
    .selectFrom('orders')
    .leftJoin('payment_attempts', 'payment_attempts.order_id', 'orders.id')
    .select('subscription_id')
    .where('subscription_id', 'in', subscription_ids)
    .where('orders.status', '=', 'pending')
    .where('subscription_terms', 'is not', null)
    .$if(looking, (found) => found.where('payment_attempts.status', 'is distinct from', 'requires_action'))
    .execute()
  return new Set(orders.map(({ subscription_id }) => subscription_id))
}

async function otherProduct(
  db: Database | Tx,
  subscription: SubscriptionRow,
  target: Sellable | undefined,
  product_id: string,
  actor: CustomerActor | OrganizationActor,
): Promise<{ to: SubscriptionTerms; product: ProductRow }> {
  const refused = (words: string) => invalid(['body', 'product_id'], words, product_id)
  const ours = target?.product.organization_id === subscription.organization_id ? target : undefined
  refuseIf(choiceRefusal(subscription, ours && { ...ours.product, prices: ours.prices }, actor.kind))
  const { product, prices } = ours!
  const price = priceIn(prices, subscription.currency)!
  const { id: besides, customer_id } = subscription
  const holding = { customer_id, product_id }
  if (await isHeld(db, holding)) throw refused('You already have a subscription to this product.')
  if (await isHeldOrExpected(db, { ...holding, besides }))
    throw refused('Another subscription of yours is about to change to this product.')
  const fitting = fittingSeats(price, subscription.seats)
  if (fitting < subscription.seats_assigned)
    throw refused('This product has fewer seats than are assigned. Free some seats first.')
  return { to: termsOf(product, price, fitting), product }
}

function otherSeats(
  subscription: SubscriptionRow,
  { product, prices }: Sellable,
  seats: number,
): { to: SubscriptionTerms; product: ProductRow } {
  const price = prices.find(({ id }) => id === subscription.product_price_id)!
  if (!price.seat_tiers)
    throw new Refusal('NotASeatBasedSubscription', 'This subscription has no seats. Nothing was changed.')
  const { minimum_seats, maximum_seats } = price.seat_tiers
  if (seats < minimum_seats)
    throw new Refusal('BelowMinimumSeats', `There are ${minimum_seats} seats at least. Nothing was changed.`)
  if (maximum_seats !== null && seats > maximum_seats)
    throw new Refusal('AboveMaximumSeats', `There are ${maximum_seats} seats at most. Nothing was changed.`)
  if (seats < subscription.seats_assigned) {
    throw new Refusal(
      'SeatsAlreadyAssigned',
      `${subscription.seats_assigned} seats are assigned. Free some first. Nothing was changed.`,
    )
  }
  return { to: termsOf(product, price, seats), product }
}
