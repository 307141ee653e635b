export interface OrganizationActor {
  kind: 'organization'
  organization_id: string
}

export interface CustomerActor {
  kind: 'customer'
  organization_id: string
  customer_id: string
  session_id: string
}

export interface Anonymous {
  kind: 'anonymous'
}

export type Actor = OrganizationActor | CustomerActor | Anonymous

/** How an audit entry names the one who acted. */
export function nameOf(actor: Actor): string {
  if (actor.kind === 'organization') return `organization:${actor.organization_id}`
  if (actor.kind === 'customer') return `customer:${actor.customer_id}`
  return 'anonymous'
}
