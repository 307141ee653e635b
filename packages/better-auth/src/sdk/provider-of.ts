import type { Provider } from '../provider.ts'
import { callerWithin } from './call.ts'
import { firstSdk, type FirstSdk } from './first.ts'
import { secondSdk, type SecondSdk } from './second.ts'

/** A client of `@polar-sh/sdk`, 0.47 or 1.x, from whichever copy of the package. */
export type PolarSdk = FirstSdk | SecondSdk

export function providerOf(sdk: PolarSdk, timeoutMs: number): Provider {
  const call = callerWithin(timeoutMs)
  return 'iterList' in sdk.customers ? secondSdk(sdk as SecondSdk, call) : firstSdk(sdk, call)
}
