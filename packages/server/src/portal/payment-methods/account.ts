import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import type { Visit } from '../visit.ts'

/** Who adds a card by somebody else's link sees here whose account it is for; null: it could not be read. */
export async function accountOf({ polar, attempt }: Visit): Promise<string | null> {
  const customer = await attempt(polar.call(getPortalCustomer, {}))
  return customer?.email ?? null
}
