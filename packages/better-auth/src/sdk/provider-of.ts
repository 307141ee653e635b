import type { Provider } from '../provider.ts'
import { callerWithin } from './call.ts'
import { fromFirst, type FirstSdk } from './from-first.ts'
import { providerOver, type PolarCalls } from './provider-over.ts'

/** `iterList` tells a client of 1.x from one of 0.47. */
type SecondSdk = PolarCalls & { customers: { iterList: unknown } }

/** A client of `@polar-sh/sdk`, 0.47 or 1.x, from whichever copy of the package. */
export type PolarSdk = FirstSdk | SecondSdk

export function providerOf(sdk: PolarSdk, timeoutMs: number, apiUrl: string | null): Provider {
  const client =
    'iterList' in sdk.customers ? fromSecond(sdk as SecondSdk, apiUrl) : fromFirst(sdk as FirstSdk)
  return providerOver(client, callerWithin(timeoutMs))
}

function fromSecond(sdk: SecondSdk, apiUrl: string | null) {
  return {
    ...sdk,
    itemsOf: (page: unknown) => (page as { items: unknown[] }).items,
    address: apiUrl === null ? null : new URL(apiUrl),
    nothing: { items: [], pagination: { total_count: 0, max_page: 0 } },
    present: (payload: Record<string, unknown>) => payload,
  }
}
