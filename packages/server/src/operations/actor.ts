import type { MemberRole } from '@verge/polar/contract/members'

/** Where somebody asks from, as an address of the internet; nothing where that is not known. */
interface From {
  address?: string
}

export interface OrganizationActor extends From {
  kind: 'organization'
  organization_id: string
}

export interface CustomerActor extends From {
  kind: 'customer'
  organization_id: string
  customer_id: string
  session_id: string
  /** Who acts for the customer, where the session is not the customer's own. */
  member?: { id: string; role: MemberRole }
}

/** A customer's session that is a member's. */
export type MemberActor = CustomerActor & Required<Pick<CustomerActor, 'member'>>

export interface Anonymous extends From {
  kind: 'anonymous'
}

export type Actor = OrganizationActor | CustomerActor | Anonymous

/** Orders, cards, balance: for the customer, the owner and billing managers, not for a member who only uses what was bought. */
export function hasSayInBilling({ member }: CustomerActor): boolean {
  return member?.role !== 'member'
}

/** How an audit entry names the one who acted. */
export function nameOf(actor: Actor): string {
  if (actor.kind === 'organization') return `organization:${actor.organization_id}`
  if (actor.kind === 'customer')
    return actor.member ? `member:${actor.member.id}` : `customer:${actor.customer_id}`
  return 'anonymous'
}
