import { invitationEnd } from '../../billing/seats.ts'
import type { CustomerSeatRow } from '../../db/tables/subscriptions.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { hashOf, newToken } from '../customer-sessions/token.ts'
import { writeMails } from '../emails/write.ts'

/** Told once, in the mail. It opens this one seat for a day, and nothing after it was taken. */
export function newInvitation(ports: Ports) {
  const token = newToken('polar_seat_', ports)
  return {
    token,
    columns: {
      invitation_token_hash: hashOf(token, ports),
      invitation_token_expires_at: invitationEnd(ports.clock.now()),
    },
  }
}

/**
 * The seller's names alone stand in it: what a customer types is sent to nobody in the seller's name. Nobody knows the
 * language of whoever gets it, so it is in that of the customer who gives the seat.
 */
export async function sendInvitation(
  tx: Tx,
  ports: Ports,
  seat: CustomerSeatRow,
  token: string,
): Promise<void> {
  const { product, locale, ...seller } = await tx
    .selectFrom('subscriptions')
    .innerJoin('products', 'products.id', 'subscriptions.product_id')
    .innerJoin('organizations', 'organizations.id', 'subscriptions.organization_id')
    .leftJoin('customers', 'customers.id', 'subscriptions.customer_id')
    .select(['products.name as product', 'customers.locale'])
    .select(['organizations.name', 'organizations.slug', 'organizations.email'])
    .where('subscriptions.id', '=', seat.subscription_id)
    .executeTakeFirstOrThrow()
  const mail = {
    kind: 'seat_invitation' as const,
    key: `seat_assigned:${seat.invitation_token_hash}`,
    recipient: seat.email,
    customer_id: seat.customer_id,
    locale,
    seller,
    about: {},
    facts: { product },
    page: `/claim?${new URLSearchParams({ invitation_token: token })}`,
  }
  await writeMails(tx, ports, [mail])
}
