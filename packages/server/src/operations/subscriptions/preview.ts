import type {
  ChargePreview,
  previewCharge as chargeContract,
  previewResubscription as againContract,
} from '@verge/polar/contract/subscriptions'
import type { InputOf } from '@verge/polar/contract/operation'
import { chargesNext, resubscriptionRefusal } from '@verge/polar/policy/subscriptions'
import { notFound } from '@verge/polar/refusals'
import { amountsFor, type Amounts } from '../../billing/charge.ts'
import type { CustomerRow, SubscriptionRow } from '../../db/tables.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'

/** What the next renewal will come to. */
export async function previewCharge(
  { db }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof chargeContract>,
): Promise<ChargePreview> {
  const { subscription, customer } = await ownSubscription(db, actor, params.id)
  if (!chargesNext(subscription)) throw notFound()
  return present(await amountsOf(db, subscription, customer))
}

/** What buying an ended subscription again would cost today. */
export async function previewResubscription(
  { db }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof againContract>,
): Promise<ChargePreview> {
  const { subscription, customer } = await ownSubscription(db, actor, params.id)
  const refusal = resubscriptionRefusal(subscription)
  if (refusal) throw refusal
  return present(await amountsOf(db, subscription, customer))
}

export async function ownSubscription(db: Database | Tx, actor: CustomerActor, id: string) {
  const subscription = await db
    .selectFrom('subscriptions')
    .selectAll()
    .where('id', '=', id)
    .where('customer_id', '=', actor.customer_id)
    .executeTakeFirst()
  if (!subscription) throw notFound()
  const customer = await db
    .selectFrom('customers')
    .selectAll()
    .where('id', '=', actor.customer_id)
    .executeTakeFirstOrThrow()
  return { subscription, customer }
}

export async function amountsOf(
  db: Database | Tx,
  subscription: SubscriptionRow,
  customer: CustomerRow,
): Promise<Amounts> {
  const { address } = await db
    .selectFrom('organizations')
    .select('address')
    .where('id', '=', subscription.organization_id)
    .executeTakeFirstOrThrow()
  const country = customer.billing_address?.country ?? null
  return amountsFor(subscription.amount, address, { country, has_tax_id: customer.tax_id !== null })
}

function present(amounts: Amounts): ChargePreview {
  return {
    ...amounts,
    base_amount: amounts.subtotal_amount,
    metered_amount: 0,
    proration_amount: 0,
    prorations: [],
  }
}
