import type { Provider } from '../provider.ts'
import { callerWithin } from './call.ts'
import { fromFirst, type FirstSdk } from './from-first.ts'
import { providerOver, type PolarClient } from './provider-over.ts'

/** `iterList` tells a client of 1.x from one of 0.47. */
type SecondSdk = PolarClient & { customers: { iterList: unknown } }

/** A client of `@polar-sh/sdk`, 0.47 or 1.x, from whichever copy of the package. */
export type PolarSdk = FirstSdk | SecondSdk

export function providerOf(sdk: PolarSdk, timeoutMs: number): Provider {
  const client = 'iterList' in sdk.customers ? (sdk as SecondSdk) : fromFirst(sdk)
  return providerOver(client, callerWithin(timeoutMs))
}
