'use client'

import type { Subscriptions } from '@verge/better-auth/client'
import { useSyncExternalStore } from 'react'

/** How far reading has come. `data` is kept while it is read anew, and where that fails. */
export interface Reading<Data> {
  data: Data | null
  error: { status?: number; code?: string; message?: string } | null
  isPending: boolean
}
/** A store of the client's, whichever version of it. */
interface Followed<Value> {
  get(): Value
  listen(heard: () => void): () => void
  init?: Value | undefined
}
/** What reading needs of Better Auth's client. */
export interface StateClient {
  stateOf(of?: Options): { subscriptions: Followed<Reading<Subscriptions>> }
}
interface Options {
  /** Whose subscriptions, where they are an organization's. */
  organizationId?: string
}

/** As the client's own `useSubscriptions()`, for an organization, too. */
export function useSubscriptions(client: StateClient, options: Options = {}): Reading<Subscriptions> {
  const { subscriptions } = client.stateOf(options)
  // The server has read nothing, and what the browser shows first is what the server showed.
  return useSyncExternalStore(
    subscriptions.listen,
    () => subscriptions.get(),
    () => subscriptions.init ?? subscriptions.get(),
  )
}
