import { sql, type ExpressionBuilder } from 'kysely'
import { isHeld } from '@verge/polar/policy/seats'
import type { Tables } from '../../db/tables.ts'
import type { CustomerRow, MemberRow } from '../../db/tables/customers.ts'
import type { SubscriptionRow } from '../../db/tables/subscriptions.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import type { Cause } from '../apply-change.ts'
import { takeInvitations } from '../emails/forget.ts'
import { free } from './revoke.ts'

/** Seats that the customer or their members have, and those that their address is invited to. */
function areOf({ id, organization_id, email }: CustomerRow) {
  return ({ and, or, eb }: ExpressionBuilder<Tables, 'customer_seats'>) =>
    and([
      eb('organization_id', '=', organization_id),
      or([
        eb('customer_id', '=', id),
        and([eb('member_id', 'is', null), eb(sql`lower(email)`, '=', email.toLowerCase())]),
      ]),
    ])
}

/** Those in the customer's own subscriptions that are for an address alone: nobody is a customer by it. */
function areGivenBy({ id }: CustomerRow) {
  return ({ and, eb }: ExpressionBuilder<Tables, 'customer_seats'>) =>
    and([
      eb('customer_id', 'is', null),
      eb('subscription_id', 'in', eb.selectFrom('subscriptions').select('id').where('customer_id', '=', id)),
    ])
}

interface Leaving {
  /** Nothing of them is kept, nor of whom they invited. */
  anonymize: boolean
}

/** Those that go with the customer. */
function areToGo(customer: CustomerRow, { anonymize }: Leaving) {
  return (builder: ExpressionBuilder<Tables, 'customer_seats'>) =>
    anonymize
      ? builder.or([areOf(customer)(builder), areGivenBy(customer)(builder)])
      : areOf(customer)(builder)
}

/** The subscriptions in which they are. */
export function withSeatsOf(tx: Tx, customer: CustomerRow, leaving: Leaving) {
  return tx
    .selectFrom('customer_seats')
    .select('subscription_id')
    .where('status', '!=', 'revoked')
    .where(areToGo(customer, leaving))
}

/** Whoever is deleted leaves their seats to others. The subscriptions are locked already. */
export async function freeSeatsOf(
  tx: Tx,
  ports: Recorder,
  customer: CustomerRow,
  { locked, cause, ...leaving }: Leaving & { locked: readonly Pick<SubscriptionRow, 'id'>[]; cause: Cause },
): Promise<void> {
  const ids = locked.map(({ id }) => id)
  if (ids.length === 0) return
  const seats = await tx
    .selectFrom('customer_seats')
    .selectAll()
    .where('subscription_id', 'in', ids)
    .where(areToGo(customer, leaving))
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const seat of seats.filter(isHeld)) await free(tx, ports, seat, cause)
}

/** Whoever is no member any more has no seat either. Under the customer's lock. */
export async function freeSeatsOfMember(
  tx: Tx,
  ports: Recorder,
  member: MemberRow,
  cause: Cause,
): Promise<void> {
  const theirs = tx
    .selectFrom('customer_seats')
    .where('member_id', '=', member.id)
    .where('status', '!=', 'revoked')
  await tx
    .selectFrom('subscriptions')
    .select('id')
    .where('id', 'in', theirs.select('subscription_id'))
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const seat of await theirs.selectAll().orderBy('id').forUpdate().execute())
    await free(tx, ports, seat, cause)
}

/** What they had once, and whom they invited, keep no address of theirs; nor do the mails that invited there, once theirs go. */
export async function forgetAddresses(tx: Tx, customer: CustomerRow, nameless: string): Promise<void> {
  const seats = await tx
    .selectFrom('customer_seats')
    .select(['id', 'email'])
    .where('status', '=', 'revoked')
    .where(areToGo(customer, { anonymize: true }))
    .execute()
  if (seats.length === 0) return
  const addresses = seats.map(({ email }) => email)
  await takeInvitations(tx, customer.id, addresses)
  const ids = seats.map(({ id }) => id)
  await tx.updateTable('customer_seats').set({ email: nameless }).where('id', 'in', ids).execute()
}
