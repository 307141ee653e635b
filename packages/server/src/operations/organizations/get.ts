import type { getDefaultJurisdiction as jurisdictionContract } from '@verge/polar/contract/organizations'
import { getPortalOrganization } from '@verge/polar/contract/organizations'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { Anonymous, CustomerActor } from '../actor.ts'
import { sellablesWhere } from '../products/load.ts'
import { presentPublicProduct } from '../products/present.ts'
import { presentOrganization } from './present.ts'

export async function getOrganization(
  { db }: Ports,
  _actor: Anonymous,
  { params }: InputOf<typeof getPortalOrganization>,
): Promise<OutputOf<typeof getPortalOrganization>> {
  const organization = await db
    .selectFrom('organizations')
    .selectAll()
    .where('slug', '=', params.slug)
    .executeTakeFirst()
  if (!organization) throw notFound()
  const sellables = await sellablesWhere(db, (query) =>
    query
      .where('organization_id', '=', organization.id)
      .where('visibility', '=', 'public')
      .where('is_archived', '=', false),
  )
  return { organization: presentOrganization(organization), products: sellables.map(presentPublicProduct) }
}

export async function getDefaultJurisdiction(
  { db }: Ports,
  { organization_id }: CustomerActor,
): Promise<OutputOf<typeof jurisdictionContract>> {
  return db
    .selectFrom('organizations')
    .select('default_jurisdiction')
    .where('id', '=', organization_id)
    .executeTakeFirstOrThrow()
}
