import type { Address } from '../contract/values.ts'

type Place = Pick<Address, 'country' | 'state'>

/** States and provinces are written with their country, as `US-CA`: what is not two letters stays as it is. */
export function withFullState<Somewhere extends Place>(address: Somewhere): Somewhere {
  const { country, state } = address
  const letters = state?.trim().toUpperCase() ?? ''
  if ((country !== 'US' && country !== 'CA') || !/^[A-Z]{2}$/.test(letters)) return address
  return { ...address, state: `${country}-${letters}` }
}

/** As people write it beside the country. */
export function shortState({ country, state }: Place): string | null {
  return state?.startsWith(`${country}-`) ? state.slice(country.length + 1) : state
}

/** Where the state stands between the city and its code: `New York, NY 10014`. */
const withState = new Set(['US', 'CA', 'AU'])
/** Where the code has a line of its own, below the city. */
const withCodeBelow = new Set(['GB', 'IE'])

/** As on an envelope in its own country; `countryName` says the country in the reader's language. */
export function addressLines(address: Address, countryName: (code: string) => string): string[] {
  const { line1, line2, postal_code, city, country } = address
  const state = shortState(address)
  const place = withState.has(country)
    ? [joined(' ', joined(', ', city, state), postal_code)]
    : withCodeBelow.has(country)
      ? [city, state, postal_code]
      : [joined(' ', postal_code, city), state]
  return [line1, line2, ...place, countryName(country)].filter((line): line is string => Boolean(line))
}

function joined(by: string, ...parts: (string | null)[]): string {
  return parts.filter(Boolean).join(by)
}
