import type { Address } from '@verge/polar/contract/values'
import { withFullState } from '@verge/polar/policy/addresses'
import type { CustomerRow } from '../../db/tables/customers.ts'
import { parseTaxId } from './tax-id.ts'

interface Profile {
  billing_address?: Address | null
  tax_id?: string | null
}

/** Address and tax id change together: whichever is new, the pair must fit. */
export function billingDetails(customer: CustomerRow | null, { billing_address, tax_id }: Profile) {
  const address = billing_address === undefined ? (customer?.billing_address ?? null) : billing_address
  const country = address?.country ?? null
  const countryChanged = country !== (customer?.billing_address?.country ?? null)
  const stored = customer?.tax_id ?? null
  let parsed = stored
  if (tax_id === null || tax_id === '') parsed = null
  else if (tax_id !== undefined) parsed = parseTaxId(tax_id, country)
  else if (countryChanged && stored) parsed = parseTaxId(stored[0], country)
  return {
    billing_address: address === null ? null : JSON.stringify(withFullState(address)),
    tax_id: parsed === null ? null : JSON.stringify(parsed),
  }
}
