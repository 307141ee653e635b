import type { Address } from '@verge/polar/contract/values'
import { shortState } from '@verge/polar/policy/addresses'
import { Refusal } from '@verge/polar/refusals'
import type { Messages } from '../messages/messages.ts'
import { hasProblems } from '../ui/field.tsx'

/** What stands in the fields, as it was typed. */
export interface BillingValues {
  name: string
  line1: string
  line2: string
  postal_code: string
  city: string
  state: string
  country: string
  tax_id: string
}
export type Problems = Partial<Record<keyof BillingValues, string>>

export function valuesOf(
  name: string | null,
  address: Address | null,
  tax_id: readonly [string, string] | null,
): BillingValues {
  return {
    name: name ?? '',
    line1: address?.line1 ?? '',
    line2: address?.line2 ?? '',
    postal_code: address?.postal_code ?? '',
    city: address?.city ?? '',
    state: (address && shortState(address)) ?? '',
    country: address?.country ?? '',
    tax_id: tax_id?.[0] ?? '',
  }
}

export function valuesIn(form: URLSearchParams): BillingValues {
  const typed = (name: string) => (form.get(name) ?? '').trim()
  return {
    name: typed('name'),
    line1: typed('line1'),
    line2: typed('line2'),
    postal_code: typed('postal_code'),
    city: typed('city'),
    state: typed('state'),
    country: typed('country'),
    tax_id: typed('tax_id'),
  }
}

export function addressOf({ line1, line2, postal_code, city, state, country }: BillingValues): Address {
  return {
    line1: line1 || null,
    line2: line2 || null,
    postal_code: postal_code || null,
    city: city || null,
    state: state || null,
    country,
  }
}

/** What can be seen to be wrong before the API is asked. */
export function problemsIn(values: BillingValues, { billing }: Messages): Problems {
  return /^[A-Z]{2}$/.test(values.country) ? {} : { country: billing.countryMissing }
}

/** The API's own complaint, at the field that it is about. Null: it is about something else. */
export function problemsOf(refusal: Refusal, { billing, orders }: Messages): Problems | null {
  if (typeof refusal.detail === 'string') return null
  const problems: Problems = {}
  for (const { loc } of refusal.detail) {
    if (loc.includes('tax_id')) problems.tax_id = billing.taxIdWrong
    else if (loc.includes('country') || loc.includes('state')) problems.country = orders.frozen
    else if (loc.includes('billing_name')) problems.name = billing.wrong
    else if (loc.includes('billing_address')) problems.line1 = billing.wrong
  }
  return hasProblems(problems) ? problems : null
}

/** Sends what was typed where nothing is seen to be wrong with it. What is wrong comes back; nothing: it was taken. */
export async function send<Found extends Problems>(
  seen: Found,
  call: () => Promise<unknown>,
  complaintsOf: (refusal: Refusal) => Found | null,
): Promise<Found | null> {
  if (hasProblems(seen)) return seen
  try {
    await call()
    return null
  } catch (error) {
    const complaints = error instanceof Refusal ? complaintsOf(error) : null
    if (!complaints) throw error
    return complaints
  }
}
