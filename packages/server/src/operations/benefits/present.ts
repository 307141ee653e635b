import type { BenefitGrant, OwnGrant } from '@verge/polar/contract/benefits'
import type { CustomerState } from '@verge/polar/contract/customers'
import type { Benefit } from '@verge/polar/contract/products'
import type { PublicBenefit } from '@verge/polar/contract/public-benefits'
import { anyOf } from '../../db/rows.ts'
import type { BenefitGrantRow, BenefitRow } from '../../db/tables/benefits.ts'
import type { Database, Tx } from '../../ports/ports.ts'
import { presentCustomer, presentPortalCustomer } from '../customers/present.ts'
import { membersOfGrants } from './holder.ts'
import { displayed } from '../license-keys/present.ts'
import { presentMember } from '../members/present.ts'
import { activeFiles } from './files.ts'
import { presentOrganization } from '../organizations/present.ts'

export function presentPublicBenefit(benefit: BenefitRow): PublicBenefit {
  const { id, created_at, modified_at, type, description, organization_id, deleted_at } = benefit
  const named = { id, created_at, modified_at, type, description, organization_id }
  return { ...named, selectable: true, deletable: true, is_deleted: deleted_at !== null }
}

export function presentBenefit(benefit: BenefitRow): Benefit {
  return {
    ...presentPublicBenefit(benefit),
    visibility: benefit.visibility,
    metadata: benefit.metadata,
    properties: { ...benefit.properties },
  }
}

/** For the seller, each with its customer and benefit. */
export async function presentGrants(
  db: Database | Tx,
  rows: readonly BenefitGrantRow[],
): Promise<BenefitGrant[]> {
  const { benefits, customers, members, keys } = await partsOf(db, rows)
  return rows.map((row) => {
    const member = members.get(row.id)
    return {
      ...presentBase(row, benefits.get(row.benefit_id)!, keys),
      customer: presentCustomer(customers.get(row.customer_id)!),
      member_id: member?.id ?? null,
      member: member ? presentMember(member) : null,
      benefit: presentBenefit(benefits.get(row.benefit_id)!),
    }
  })
}

export async function presentOwnGrants(
  db: Database | Tx,
  rows: readonly BenefitGrantRow[],
): Promise<OwnGrant[]> {
  const { benefits, customers, members, keys } = await partsOf(db, rows)
  if (rows.length === 0) return []
  const seller = await db
    .selectFrom('organizations')
    .selectAll()
    .where('id', '=', rows[0]!.organization_id)
    .executeTakeFirstOrThrow()
  return rows.map((row) => {
    const benefit = benefits.get(row.benefit_id)!
    const member_id = members.get(row.id)?.id ?? null
    return {
      ...presentBase(row, benefit, keys),
      customer: presentPortalCustomer(customers.get(row.customer_id)!),
      member_id,
      member: member_id ? { id: member_id, oauth_accounts: {} } : null,
      benefit: {
        ...presentBenefit(benefit),
        properties: shownProperties(benefit),
        organization: presentOrganization(seller),
      },
    }
  })
}

/** What the customer has now, for their state. */
export async function grantedTo(
  db: Database | Tx,
  customer_id: string,
): Promise<CustomerState['granted_benefits']> {
  const rows = await db
    .selectFrom('benefit_grants')
    .selectAll()
    .where('customer_id', '=', customer_id)
    .where('granted_at', 'is not', null)
    .orderBy('granted_at')
    .orderBy('id')
    .execute()
  const { benefits, keys } = await partsOf(db, rows)
  return rows.map((row) => {
    const { id, created_at, modified_at, granted_at, benefit_id } = row
    const benefit = benefits.get(benefit_id)!
    const granted = { id, created_at, modified_at, granted_at: granted_at!, benefit_id }
    const { type: benefit_type, metadata: benefit_metadata } = benefit
    return { ...granted, benefit_type, benefit_metadata, properties: propertiesOf(row, benefit, keys) }
  })
}

type Keys = ReadonlyMap<string, { id: string; key: string }>

/** What somebody has by this grant. */
function propertiesOf({ id, granted_at }: BenefitGrantRow, benefit: BenefitRow, keys: Keys) {
  const key = keys.get(id)
  if (key) return { license_key_id: key.id, display_key: displayed(key.key) }
  return benefit.type === 'downloadables' && granted_at ? { files: activeFiles(benefit) } : {}
}

/** What the seller archived is not even named to who has it. */
function shownProperties(benefit: BenefitRow) {
  return benefit.type === 'downloadables' ? { active_files: activeFiles(benefit) } : { ...benefit.properties }
}

function presentBase(row: BenefitGrantRow, benefit: BenefitRow, keys: Keys) {
  const { granted_at, revoked_at } = row
  return {
    ...row,
    granted_at,
    revoked_at,
    is_granted: granted_at !== null,
    is_revoked: revoked_at !== null,
    error: null,
    properties: propertiesOf(row, benefit, keys),
  }
}

async function partsOf(db: Database | Tx, rows: readonly BenefitGrantRow[]) {
  const benefits = await db
    .selectFrom('benefits')
    .selectAll()
    .where('id', '=', anyOf(rows.map(({ benefit_id }) => benefit_id)))
    .execute()
  const customers = await db
    .selectFrom('customers')
    .selectAll()
    .where('id', '=', anyOf(rows.map(({ customer_id }) => customer_id)))
    .execute()
  const keys = await db
    .selectFrom('license_keys')
    .select(['id', 'grant_id', 'key'])
    .where('grant_id', '=', anyOf(rows.map(({ id }) => id)))
    .execute()
  const members = await membersOfGrants(
    db,
    rows.map(({ id }) => id),
  )
  return {
    members,
    keys: new Map(keys.map((key) => [key.grant_id, key])),
    benefits: new Map(benefits.map((benefit) => [benefit.id, benefit])),
    customers: new Map(customers.map((customer) => [customer.id, customer])),
  }
}
