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
