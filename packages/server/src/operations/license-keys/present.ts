import type { LicenseKey } from '@verge/polar/contract/license-keys'
import type { LicenseKeyActivationRow, LicenseKeyRow } from '../../db/tables/benefits.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import { presentCustomer } from '../customers/present.ts'

export async function presentKeys(db: Database | Tx, rows: readonly LicenseKeyRow[]): Promise<LicenseKey[]> {
  if (rows.length === 0) return []
  const customers = await db
    .selectFrom('customers')
    .selectAll()
    .where('id', 'in', [...new Set(rows.map(({ customer_id }) => customer_id))])
    .execute()
  const granted = await db
    .selectFrom('benefit_grants')
    .select('id')
    .where(
      'id',
      'in',
      rows.map(({ grant_id }) => grant_id),
    )
    .where('granted_at', 'is not', null)
    .execute()
  const customerById = new Map(customers.map((one) => [one.id, one]))
  const holding = new Set(granted.map(({ id }) => id))
  return rows.map(({ grant_id, ruled, ...row }) => ({
    ...row,
    customer: presentCustomer(customerById.get(row.customer_id)!),
    member_id: null,
    member: null,
    display_key: displayed(row.key),
    status: ruled ?? (holding.has(grant_id) ? 'granted' : 'revoked'),
  }))
}

export function displayed(key: string): string {
  return `****-${key.slice(-6)}`
}

export function presentActivation(row: LicenseKeyActivationRow) {
  const { id, created_at, modified_at, license_key_id, label, meta } = row
  return { id, created_at, modified_at, license_key_id, label, meta }
}
