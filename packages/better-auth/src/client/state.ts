import { useAuthQuery, type ClientStore } from 'better-auth/client'
import { atom, onMount, type ReadableAtom } from 'nanostores'

/** One as Polar names it; what is not listed here is there, too. */
export interface ReadSubscription extends Record<string, unknown> {
  id: string
  status: string
  product_id: string
  product?: { name: string } | null
  /** In minor units, before discount and tax. */
  amount: number
  currency: string
  recurring_interval: string
  recurring_interval_count?: number
  current_period_end: Date
  trial_end: Date | null
  cancel_at_period_end: boolean
  ends_at: Date | null
  ended_at: Date | null
  past_due_at?: Date | null
  pause_at_period_end?: boolean
  paused_at?: Date | null
  resumes_at?: Date | null
}

/** Subscriptions with their age. Better Auth's client makes dates of instants, wherever they stand. */
export interface Subscriptions {
  subscriptions: ReadSubscription[]
  read_at: Date
  /** Billing could not be asked; this is what was known before. */
  stale: boolean
}

/** Flipped when what is known of the customer has to be read again. */
export const polarSignal = '$polarSignal'
const channelName = 'better-auth.polar'
/** Who looks back and forth between two tabs does not ask each time. */
const restMs = 5_000

export type AuthFetch = Parameters<typeof useAuthQuery>[2]

/** `useSubscriptions()` and `useCustomerState()`, the same in every open tab. */
export function stateAtoms<CustomerState>($fetch: AuthFetch) {
  const $polarSignal = atom(false)
  onMount($polarSignal, () => heedTheOutside(() => $polarSignal.set(!$polarSignal.get())))
  return { $polarSignal, ...queries<CustomerState>($polarSignal, $fetch) }
}

function queries<CustomerState>(
  $polarSignal: Parameters<typeof useAuthQuery>[0],
  $fetch: AuthFetch,
  query: { organizationId?: string } = {},
) {
  const read = { method: 'GET', query } as const
  return {
    subscriptions: useAuthQuery<Subscriptions>($polarSignal, '/subscription/list', $fetch, read),
    customerState: useAuthQuery<CustomerState>($polarSignal, '/customer/state', $fetch, read),
  }
}

type Queries<CustomerState> = ReturnType<typeof queries<CustomerState>>
type Followed<Query> = Query extends ReadableAtom<infer Value> ? ReadableAtom<Value> : never
/** What is read of one customer, each in a store of its own. */
export interface CustomerStores<CustomerState> {
  subscriptions: Followed<Queries<CustomerState>['subscriptions']>
  customerState: Followed<Queries<CustomerState>['customerState']>
}

/** The same for an organization, which Better Auth's own hooks, taking nothing, cannot be told of. */
export function stateAction<CustomerState>($fetch: AuthFetch, $store: ClientStore) {
  const { subscriptions, customerState } = $store.atoms as Record<string, never>
  const ofOrganizations = new Map<string, CustomerStores<CustomerState>>()
  return {
    /**
     * What `useSubscriptions()` and `useCustomerState()` follow, as stores for any framework; with `organizationId` those of
     * an organization, where the server allows it.
     */
    stateOf({ organizationId }: { organizationId?: string } = {}): CustomerStores<CustomerState> {
      if (!organizationId) return { subscriptions: subscriptions!, customerState: customerState! }
      const known = ofOrganizations.get(organizationId)
      const stores = known ?? queries<CustomerState>($store.atoms[polarSignal]!, $fetch, { organizationId })
      // A server has no page that follows one, and serves more organizations than it should remember.
      if (typeof window !== 'undefined') ofOrganizations.set(organizationId, stores)
      return stores
    },
  }
}

/** Whoever the session is of by now, by whichever way they signed in, is somebody else as far as anybody knows. */
export function followSession($store: ClientStore): void {
  // Told of what is as well as of what changes; only the latter counts.
  let changes = false
  $store.listen('$sessionSignal', () => {
    if (!changes) return
    $store.notify(polarSignal)
    wakeOtherTabs()
  })
  changes = true
}

/** Every other tab of this app reads again, too. */
export function wakeOtherTabs(): void {
  if (typeof BroadcastChannel === 'undefined' || typeof window === 'undefined') return
  const channel = new BroadcastChannel(channelName)
  channel.postMessage('changed')
  channel.close()
}

/** What may have happened without this page: in another tab, or in the portal while this one was out of sight. */
function heedTheOutside(wake: () => void): (() => void) | undefined {
  // React Native has a window, and no page in it.
  if (typeof document === 'undefined') return
  // The same ones when nobody listens any more, which is a moment later.
  const { document: page, window: view } = globalThis
  let woken_at = Date.now()
  const wakeNow = () => {
    woken_at = Date.now()
    wake()
  }
  const seen = () => page.visibilityState === 'visible' && Date.now() - woken_at > restMs && wakeNow()
  // The Back button may bring the page out of the browser's memory, as it was before the portal.
  const restored = ({ persisted }: PageTransitionEvent) => persisted && wakeNow()
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(channelName)
  channel?.addEventListener('message', wakeNow)
  page.addEventListener('visibilitychange', seen)
  view.addEventListener('pageshow', restored)
  return () => {
    channel?.close()
    page.removeEventListener('visibilitychange', seen)
    view.removeEventListener('pageshow', restored)
  }
}
