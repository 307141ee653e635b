import { invitationEnd } from '../../billing/seats.ts'
import type { CustomerSeatRow } from '../../db/tables.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { hashOf, newToken } from '../customer-sessions/token.ts'

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

/** The seller's names alone stand in it: what a customer types is sent to nobody in the seller's name. */
export async function sendInvitation(
  tx: Tx,
  { clock, ids, publicUrl }: Ports,
  seat: CustomerSeatRow,
  token: string,
): Promise<void> {
  const { product, organization, slug } = await tx
    .selectFrom('subscriptions')
    .innerJoin('products', 'products.id', 'subscriptions.product_id')
    .innerJoin('organizations', 'organizations.id', 'subscriptions.organization_id')
    .select(['products.name as product', 'organizations.name as organization', 'organizations.slug'])
    .where('subscriptions.id', '=', seat.subscription_id)
    .executeTakeFirstOrThrow()
  const link = `${publicUrl}/${slug}/portal/claim?${new URLSearchParams({ invitation_token: token })}`
  await tx
    .insertInto('emails')
    .values({
      id: ids.uuid(),
      created_at: clock.now(),
      customer_id: seat.customer_id,
      dedupe_key: `seat_assigned:${seat.invitation_token_hash}`,
      recipient: seat.email,
      subject: `You are invited to ${product}`,
      body: `A seat of ${product} by ${organization} is yours to take. Take it within a day, here: ${link} If you know nothing of it, you need not do anything.`,
      sent_at: null,
    })
    .execute()
}
