import { getDefaultJurisdiction } from '@verge/polar/contract/organizations'
import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { lawFor, type Law } from '@verge/polar/law/law'
import type { Visit } from '../visit.ts'

/** By which this customer leaves. Where it cannot be read it is the one that asks most. */
export async function lawOf({ polar, attempt }: Visit): Promise<Law> {
  const [customer, seller] = await Promise.all([
    attempt(polar.call(getPortalCustomer, {})),
    polar.supports(getDefaultJurisdiction) ? attempt(polar.call(getDefaultJurisdiction, {})) : null,
  ])
  return lawFor(customer?.billing_address ?? null, seller?.default_jurisdiction ?? null)
}
