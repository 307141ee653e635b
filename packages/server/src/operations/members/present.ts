import type { Member, PortalMember } from '@verge/polar/contract/members'
import type { MemberRow } from '../../db/tables/customers.ts'

export function presentPortalMember({
  id,
  created_at,
  modified_at,
  email,
  name,
  role,
}: MemberRow): PortalMember {
  return { id, created_at, modified_at, email, name, role }
}

export function presentMember(row: MemberRow): Member {
  return {
    ...presentPortalMember(row),
    customer_id: row.customer_id,
    external_id: row.external_id,
  }
}
