import { invalid } from '@verge/polar/refusals'
import type { OrganizationActor } from '../actor.ts'

/** A token speaks for one organization; naming it is allowed, naming another one is a mistake. */
export function refuseForeignOrganization(
  actor: OrganizationActor,
  organization_id: string | null | undefined,
): void {
  if (!organization_id || organization_id === actor.organization_id) return
  throw invalid(['body', 'organization_id'], 'This token belongs to another organization.', organization_id)
}
