import type { LicenseKey } from '@verge/polar/contract/license-keys'
import type { LicenseKeyActivationRow, LicenseKeyRow } from '../../db/tables/benefits.ts'
import type { MemberRow } from '../../db/tables/customers.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import { membersOfGrants } from '../benefits/holder.ts'
import { presentCustomer } from '../customers/present.ts'
import { keyStatus } from './status.ts'

export async function presentKeys(db: Database | Tx, rows: readonly LicenseKeyRow[]): Promise<LicenseKey[]> {
  if (rows.length === 0) return []
  const customers = await db
    .selectFrom('customers')
    .selectAll()
    .where('id', 'in', [...new Set(rows.map(({ customer_id }) => customer_id))])
    .execute()
  const standings = await db
    .selectFrom('license_keys')
    .select(['id', keyStatus.as('status')])
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute()
  const members = await membersOfGrants(
    db,
    rows.map(({ grant_id }) => grant_id),
  )
  const customerById = new Map(customers.map((one) => [one.id, one]))
  const statusById = new Map(standings.map(({ id, status }) => [id, status]))
  return rows.map(({ grant_id, ruled: _ruled, ...row }) => ({
    ...row,
    customer: presentCustomer(customerById.get(row.customer_id)!),
    ...memberWith(members.get(grant_id)),
    display_key: displayed(row.key),
    status: statusById.get(row.id)!,
  }))
}

function memberWith(member: MemberRow | undefined) {
  if (!member) return { member_id: null, member: null }
  const { id, email, external_id } = member
  return { member_id: id, member: { id, email, external_id } }
}

export function displayed(key: string): string {
  return `****-${key.slice(-6)}`
}

export function presentActivation(row: LicenseKeyActivationRow) {
  const { id, created_at, modified_at, license_key_id, label, meta } = row
  return { id, created_at, modified_at, license_key_id, label, meta }
}
