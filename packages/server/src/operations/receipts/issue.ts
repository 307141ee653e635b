import type { LeavingKind, SealedReceipt } from '@verge/polar/contract/receipts'
import { insertRows } from '../../db/rows.ts'
import type { ReceiptRow } from '../../db/tables/leaving.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { CustomerActor, OrganizationActor } from '../actor.ts'
import { seal } from './seal.ts'

type Issuing = Pick<Ports, 'clock' | 'ids' | 'secret' | 'publicUrl'>

export interface IssuedReceipt {
  id: string
  kind: LeavingKind
  product: string
  received_at: Date
  ends_at: Date
  /** Shows it to the customer, signed in. */
  page_url: string
  /** Tells anybody whether it is genuine. */
  verify_url: string
  seal: string
}

interface Declaration {
  kind: LeavingKind
  /** When the declaration arrived; not given: now. */
  received_at?: Date
  declared_by: 'customer' | 'seller'
}

/** Of a cancellation by whoever acts here. */
export async function receiptOfCancellation(
  tx: Tx,
  ports: Issuing,
  actor: CustomerActor | OrganizationActor,
  subscription: SubscriptionRow,
  declared: Pick<Declaration, 'received_at'>,
): Promise<IssuedReceipt> {
  const declared_by = actor.kind === 'customer' ? 'customer' : 'seller'
  return issueReceipt(tx, ports, contractOf(subscription), { kind: 'cancellation', declared_by, ...declared })
}

/** What ends, and when: a subscription with this version of it, or what was bought once. */
type Ended = Pick<
  ReceiptRow,
  'organization_id' | 'customer_id' | 'subscription_id' | 'subscription_version' | 'order_id' | 'ends_at'
> & { product_id: string | null }

export function contractOf({ id, version, ...subscription }: SubscriptionRow): Ended {
  const ends_at = subscription.ended_at ?? subscription.ends_at!
  return { ...subscription, subscription_id: id, subscription_version: version, order_id: null, ends_at }
}

/**
 * The receipt of the cancellation that made this version of the subscription, or of the withdrawal from what was bought,
 * in its transaction: there is none without a receipt, and no receipt of what did not happen.
 */
export async function issueReceipt(
  tx: Tx,
  ports: Issuing,
  { organization_id, customer_id, product_id, ends_at, ...ended }: Ended,
  { kind, received_at, declared_by }: Declaration,
): Promise<IssuedReceipt> {
  const now = ports.clock.now()
  const { subscription_id, subscription_version, order_id } = ended
  const parties = await tx
    .selectFrom('customers')
    .innerJoin('organizations', 'organizations.id', 'customers.organization_id')
    .innerJoin('products', 'products.organization_id', 'organizations.id')
    .select([
      'organizations.name as organization',
      'organizations.slug',
      'customers.name as customer_name',
      'customers.email as customer_email',
      'products.name as product',
    ])
    .where('customers.id', '=', customer_id)
    .where('products.id', '=', product_id)
    .executeTakeFirstOrThrow()
  const { slug, ...named } = parties
  const id = ports.ids.uuid()
  const home = `${ports.publicUrl}/${slug}`
  const says: SealedReceipt = {
    type: 'receipt',
    iss: home,
    jti: id,
    iat: Math.floor(now.getTime() / 1000),
    sub: (subscription_id ?? order_id)!,
    kind,
    ...named,
    received_at: received_at ?? now,
    ends_at,
    further_charge: false,
    declared_by,
  }
  const text = await seal(tx, ports, organization_id, says)
  await insertRows(tx, 'cancellation_receipts', [
    {
      id,
      created_at: now,
      organization_id,
      customer_id,
      subscription_id,
      subscription_version,
      order_id,
      kind,
      declared_by,
      received_at: says.received_at,
      ends_at,
      seal: text,
      taken_back_at: null,
    },
  ])
  return {
    id,
    kind,
    product: named.product,
    received_at: says.received_at,
    ends_at,
    page_url: `${home}/portal/receipts/${id}`,
    verify_url: `${home}/verify`,
    seal: text,
  }
}

/**
 * The contract goes on: whoever shows the receipt of its cancellation is told so.
 * @returns the number of that receipt; null: there is none, because it was canceled before receipts were given
 */
export async function markTakenBack(
  tx: Tx,
  { clock }: Pick<Ports, 'clock'>,
  { id }: Pick<SubscriptionRow, 'id'>,
): Promise<string | null> {
  const marked = await tx
    .updateTable('cancellation_receipts')
    .set({ taken_back_at: clock.now() })
    .where('id', '=', (receipt) =>
      receipt
        .selectFrom('cancellation_receipts')
        .select('id')
        .where('subscription_id', '=', id)
        // The one that stands is the last one, however often it was canceled before.
        .orderBy('subscription_version', 'desc')
        .limit(1),
    )
    .where('kind', '=', 'cancellation')
    .where('taken_back_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return marked?.id ?? null
}

/** Names nobody any more, and no declaration of theirs is kept; the receipts that the customer kept are still told genuine by their signature. */
export async function forgetReceipts(tx: Tx, customer_id: string): Promise<void> {
  const own = tx.selectFrom('subscriptions').select('id').where('customer_id', '=', customer_id)
  const bought = tx.selectFrom('orders').select('id').where('customer_id', '=', customer_id)
  await tx
    .deleteFrom('leaving_statements')
    .where(({ or, eb }) => or([eb('subscription_id', 'in', own), eb('order_id', 'in', bought)]))
    .execute()
  await tx
    .updateTable('cancellation_receipts')
    .set({ seal: null })
    .where('customer_id', '=', customer_id)
    .execute()
}
