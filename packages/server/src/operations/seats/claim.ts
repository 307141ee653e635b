import type { claimSeat as contract, getSeatClaim as infoContract } from '@verge/polar/contract/seats'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { claimRefusal, seatsRefusal } from '@verge/polar/policy/seats'
import { Refusal, refuseIf } from '@verge/polar/refusals'
import { claimed } from '../../billing/seats.ts'
import type { CustomerSeatRow } from '../../db/tables/subscriptions.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type Anonymous } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { openCustomerSession } from '../customer-sessions/open.ts'
import { hashOf } from '../customer-sessions/token.ts'
import { lockCustomer } from '../customers/find.ts'
import { namingConflict } from '../customers/identity.ts'
import { lockSeat } from './find.ts'
import { customerWith } from './holder.ts'
import { presentSeat } from './present.ts'

/** What the invitation is for; nothing changes by asking. */
export async function getSeatClaim(
  ports: Ports,
  _actor: Anonymous,
  { params }: InputOf<typeof infoContract>,
): Promise<OutputOf<typeof infoContract>> {
  const { db, clock } = ports
  const seat = await invitedBy(db, ports, params.invitation_token)
  if (!seat) throw unknownInvitation()
  const { status, ended_at, ...about } = await db
    .selectFrom('subscriptions')
    .innerJoin('products', 'products.id', 'subscriptions.product_id')
    .innerJoin('organizations', 'organizations.id', 'subscriptions.organization_id')
    .select(['subscriptions.status', 'subscriptions.ended_at', 'product_id', 'products.name as product_name'])
    .select(['organizations.name as organization_name', 'organizations.slug as organization_slug'])
    .where('subscriptions.id', '=', seat.subscription_id)
    .executeTakeFirstOrThrow()
  const refusal = claimRefusal(seat, clock.now()) ?? seatsRefusal({ status, ended_at })
  return { ...about, customer_email: seat.email, can_claim: refusal === null }
}

/** Takes the seat, for the member or customer that the invitation was sent to, and signs them in. */
export async function claimSeat(
  ports: Ports,
  actor: Anonymous,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const cause = { actor: nameOf(actor), operation: 'customer_seats.claim' }
  const seat = await ports.db
    .transaction()
    .execute(async (tx) => {
      const invited = await invitedBy(tx, ports, body.invitation_token)
      if (!invited) throw unknownInvitation()
      const { organization_id } = invited
      const customer = invited.customer_id
        ? await lockCustomer(tx, invited.customer_id)
        : await customerWith(tx, ports, organization_id, invited.email, cause)
      const { seat: locked, subscription } = await lockSeat(
        tx,
        { kind: 'organization', organization_id },
        invited.id,
      )
      // Freed, or invited anew, while this was on its way.
      if (locked.invitation_token_hash !== invited.invitation_token_hash) throw unknownInvitation()
      const change = claimed(locked, { customer_id: customer.id, now: ports.clock.now() })
      refuseIf(seatsRefusal(subscription))
      return applyChange(tx, ports, 'customer_seats', locked, change, cause)
    })
    .catch(namingConflict)
  const { token } = await openCustomerSession(ports.db, ports, {
    customer_id: seat.customer_id!,
    member_id: seat.member_id,
    return_url: null,
  })
  return { seat: await presentSeat(ports.db, seat), customer_session_token: token }
}

async function invitedBy(
  db: Database | Tx,
  ports: Pick<Ports, 'secret'>,
  invitation_token: string,
): Promise<CustomerSeatRow | undefined> {
  return db
    .selectFrom('customer_seats')
    .selectAll()
    .where('invitation_token_hash', '=', hashOf(invitation_token, ports))
    .executeTakeFirst()
}

function unknownInvitation(): Refusal {
  return new Refusal(
    'InvalidInvitationToken',
    'This invitation is no longer valid. Ask whoever invited you to send it again.',
  )
}
