import type { CustomerRow, MemberRow } from '../../db/tables/customers.ts'
import type { Recorder, Tx } from '../../ports/ports.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { memberWith } from './add.ts'
import { findMember } from './find.ts'

/** A customer without members is their own owner, from the first time that one is needed. Under the customer's lock. */
export async function ownerOf(
  tx: Tx,
  ports: Recorder,
  customer: CustomerRow,
  cause: Cause,
): Promise<MemberRow> {
  const { email, name } = customer
  return (
    (await findMember(tx, customer.id, { role: 'owner' })) ??
    memberWith(tx, ports, customer, { email, name, role: 'owner' }, cause, { told: false })
  )
}

/** An owner who goes by the customer's address goes by the new one too, unless another member has it. */
export async function followAddress(
  tx: Tx,
  ports: Recorder,
  before: CustomerRow,
  after: CustomerRow,
  cause: Cause,
): Promise<void> {
  if (before.email === after.email) return
  const owner = await findMember(tx, before.id, { role: 'owner' })
  if (!owner || owner.email.toLowerCase() !== before.email.toLowerCase()) return
  const other = await findMember(tx, before.id, { email: after.email })
  if (other && other.id !== owner.id) return
  const change = { set: { email: after.email }, events: ['member.updated'] as const }
  await applyChange(tx, ports, 'members', owner, change, cause)
}
