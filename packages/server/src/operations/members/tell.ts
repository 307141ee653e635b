import type { MemberRow } from '../../db/tables/customers.ts'
import { byEmail } from '../../billing/sign-in.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { Facts } from '../emails/facts.ts'
import { writeMails, type Writer } from '../emails/write.ts'
import { countAsked } from '../limits/count.ts'

/** What a change makes of somebody's access; a new address comes in, and the old one does so no more. */
export async function tellChange(tx: Tx, ports: Writer, before: MemberRow, after: MemberRow): Promise<void> {
  if (before.email.toLowerCase() !== after.email.toLowerCase()) {
    await tellAccess(tx, ports, 'access_removed', before)
    await tellAccess(tx, ports, 'access_given', after)
  } else if (before.role !== after.role)
    await tellAccess(tx, ports, 'access_changed', after, { was: { role: before.role } })
}

/**
 * A mailbox that somebody else writes down is not filled, by whichever team. Nobody is kept from taking access away, which is
 * told too: it can be taken no more often than it was given. @throws TooManyRequests
 */
export async function countGiving(ports: Ports, email: string): Promise<void> {
  await countAsked(ports, byEmail, `access of ${email.toLowerCase()}`)
}

/**
 * The seller's names alone stand in it: what a customer types is sent to nobody in the seller's name. Members have no
 * language of their own, so it is in the customer's.
 */
export async function tellAccess(
  tx: Tx,
  ports: Writer,
  kind: 'access_given' | 'access_changed' | 'access_removed',
  { id, version, customer_id, email: recipient, role }: MemberRow,
  facts: Facts = {},
): Promise<void> {
  const { locale, ...seller } = await tx
    .selectFrom('customers')
    .innerJoin('organizations', 'organizations.id', 'customers.organization_id')
    .select(['customers.locale', 'organizations.name', 'organizations.slug', 'organizations.email'])
    .where('customers.id', '=', customer_id)
    .executeTakeFirstOrThrow()
  const key = `${kind}:${id}:${version}`
  await writeMails(tx, ports, [
    { kind, key, recipient, customer_id, locale, seller, about: {}, facts: { role: { role }, ...facts } },
  ])
}
