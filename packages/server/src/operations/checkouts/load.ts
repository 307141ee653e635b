import { notFound, Refusal } from '@verge/polar/refusals'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'

/** An open checkout past its day reads as expired; a confirmed one is still being settled. */
export function isExpired(checkout: CheckoutRow, { clock }: Pick<Ports, 'clock'>): boolean {
  return checkout.status === 'expired' || (checkout.status === 'open' && checkout.expires_at <= clock.now())
}

export function refuseExpired(checkout: CheckoutRow, ports: Pick<Ports, 'clock'>): void {
  if (isExpired(checkout, ports)) {
    throw new Refusal(
      'ExpiredCheckoutError',
      'This checkout has expired. Nothing was charged. Start a new one.',
    )
  }
}

/** Whoever knows the secret may use the checkout. */
export async function bySecret(db: Database | Tx, client_secret: string): Promise<CheckoutRow> {
  const checkout = await db
    .selectFrom('checkouts')
    .selectAll()
    .where('client_secret', '=', client_secret)
    .executeTakeFirst()
  if (!checkout) throw notFound()
  return checkout
}

export async function requireCheckout(
  db: Database | Tx,
  { organization_id }: OrganizationActor,
  id: string,
): Promise<CheckoutRow> {
  const checkout = await db
    .selectFrom('checkouts')
    .selectAll()
    .where('id', '=', id)
    .where('organization_id', '=', organization_id)
    .executeTakeFirst()
  if (!checkout) throw notFound()
  return checkout
}

/** Taken before the customer's lock, everywhere. */
export async function lockCheckout(tx: Tx, id: string): Promise<CheckoutRow> {
  return tx.selectFrom('checkouts').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
}
