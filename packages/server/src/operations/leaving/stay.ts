import { createHash } from 'node:crypto'
import type {
  quoteStay as quoteContract,
  stayAsQuoted as stayContract,
  StayQuote,
} from '@verge/polar/contract/leaving'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { nextStep } from '@verge/polar/policy/subscriptions'
import { notFound, outdated } from '@verge/polar/refusals'
import { countsUntil } from '../../billing/discount.ts'
import type { DiscountRow } from '../../db/tables/products.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type CustomerActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { findDiscount } from '../discounts/find.ts'
import { presentCheckoutDiscount } from '../discounts/present.ts'
import { isUsable, redeem } from '../discounts/redeem.ts'
import { lockSubscription } from '../subscriptions/lock.ts'
import { presentCustomerSubscription } from '../subscriptions/present.ts'
import { ownSubscription, renewalOf, type Own } from '../subscriptions/preview.ts'
import { scheduledTerms } from '../subscriptions/terms.ts'

/** What the seller offers to whoever is about to cancel, and what the next payment is with it. */
export async function quoteStay(
  { db, clock }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof quoteContract>,
): Promise<StayQuote> {
  const own = await ownSubscription(db, actor, params.id)
  return (await offerTo(db, own, clock.now())).quote
}

/** Takes off what was shown from the next payment on, or does nothing. */
export async function stayAsQuoted(
  ports: Ports,
  actor: CustomerActor,
  { params, body }: InputOf<typeof stayContract>,
): Promise<OutputOf<typeof stayContract>> {
  const cause = { actor: nameOf(actor), operation: 'subscriptions.stay' }
  const now = ports.clock.now()
  const stays = await ports.db.transaction().execute(async (tx) => {
    const subscription = await lockSubscription(tx, params.id, actor)
    const own = await ownSubscription(tx, actor, subscription.id)
    const { quote, set } = await offerTo(tx, own, now)
    if (quote.id !== body.quote_id) throw outdated()
    await redeem(tx, { discount_id: set.discount_id, customer_id: subscription.customer_id })
    const { organization_id, id: subscription_id } = subscription
    await tx
      .insertInto('stay_offers_taken')
      .values({
        id: ports.ids.uuid(),
        created_at: now,
        organization_id,
        subscription_id,
        discount_id: set.discount_id,
      })
      .execute()
    const events = ['subscription.updated', 'customer.state_changed'] as const
    return applyChange(tx, ports, 'subscriptions', subscription, { set, events }, cause)
  })
  return presentCustomerSubscription(ports.db, stays)
}

/** @throws ResourceNotFound where nothing is offered: none is set, it does not fit, or it was taken before. */
async function offerTo(db: Database | Tx, own: Own, now: Date) {
  const { subscription, organization } = own
  const discount = await discountFor(db, own, now)
  if (!discount) throw notFound()
  const set = { discount_id: discount.id, discounted_at: subscription.current_period_end }
  const terms = (await scheduledTerms(db, subscription)) ?? subscription
  const before = await renewalOf(db, own, terms)
  const after = await renewalOf(db, { ...own, subscription: { ...subscription, ...set } }, terms)
  if (after.due_amount >= before.due_amount) throw notFound()
  const { currency, current_period_end: at } = subscription
  const said = {
    discount: presentCheckoutDiscount(discount),
    next: { amount: after.due_amount, currency, at },
    before: { amount: before.due_amount, currency },
    counts_until: countsUntil(discount, at),
  }
  const { id, version } = subscription
  const digest = createHash('sha256').update(
    JSON.stringify({ organization: organization.id, subscription: id, version, said }),
  )
  return { quote: { id: digest.digest('base64url'), ...said } satisfies StayQuote, set }
}

async function discountFor(
  db: Database | Tx,
  { subscription, organization }: Own,
  now: Date,
): Promise<DiscountRow | null> {
  const { stay_discount_id } = organization
  if (!stay_discount_id || !mayBeOffered(subscription)) return null
  const discount = await findDiscount(db, { organization_id: organization.id }, stay_discount_id)
  if (!discount || !isUsable(discount, { product_id: subscription.product_id, now })) return null
  const taken = await db
    .selectFrom('stay_offers_taken')
    .select('id')
    .where('subscription_id', '=', subscription.id)
    .executeTakeFirst()
  return taken ? null : discount
}

/** A payment is ahead that could be less, and nothing is taken off it yet. */
function mayBeOffered(subscription: SubscriptionRow): boolean {
  const { kind } = nextStep(subscription)
  return (kind === 'renews' || kind === 'trial_converts') && subscription.discount_id === null
}
