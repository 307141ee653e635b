import type { BetterAuthClientPlugin } from 'better-auth/client'
import type { OfficialState } from './answers.ts'
import { openingActions, type Fetch } from './client/opening.ts'
import { returnAction } from './client/returning.ts'
import {
  followSession,
  polarSignal,
  stateAction,
  stateAtoms,
  wakeOtherTabs,
  type AuthFetch,
} from './client/state.ts'
import { POLAR_ERROR_CODES } from './error-codes.ts'
import type { checkout, polar, portal, subscriptions, usage } from './server.ts'

export { POLAR_ERROR_CODES, type PolarErrorCode } from './error-codes.ts'
export {
  PortalUnavailableError,
  type CheckoutRequest,
  type CustomerPortalOptions,
  type Opened,
  type OpeningError,
} from './client/opening.ts'
export type { Returned, ReturnAnswer } from './client/returning.ts'
export type { OfficialState as CustomerState } from './answers.ts'
export type { CustomerStores, ReadSubscription, Subscriptions } from './client/state.ts'

/** All that the plugin can do; `polarClient<typeof auth>()` says what it does on this server. */
type Everything = ReturnType<
  typeof polar<
    [
      ReturnType<typeof portal>,
      ReturnType<typeof usage>,
      ReturnType<typeof checkout>,
      ReturnType<typeof subscriptions>,
    ]
  >
>
type PluginOf<Auth> = Auth extends { options: { plugins?: (infer Plugin)[] } }
  ? Extract<Plugin, { id: 'polar'; endpoints: object }>
  : Everything
/** `checkout()` is an action of the client; as an endpoint it would be two calls of one name. */
type Inferred<Plugin> = Plugin extends { endpoints: infer Endpoints }
  ? Omit<Plugin, 'endpoints'> & { endpoints: Omit<Endpoints, 'checkout'> }
  : never

type Opening = ReturnType<typeof openingActions>
type Returning = ReturnType<typeof returnAction>
type EndpointsOf<Plugin> = Plugin extends { endpoints: infer Endpoints } ? Endpoints : never
/** As the client of the server says it; by the client of 0.47 where nothing is told of the server. */
type StateOf<Plugin> =
  EndpointsOf<Plugin> extends { state: (...input: never[]) => Promise<infer State> }
    ? NonNullable<State>
    : OfficialState
/** What the server has no part for does not type-check. */
type ActionsOf<Plugin> = ('portal' extends keyof EndpointsOf<Plugin>
  ? Pick<Opening, 'customerPortal'> & Returning & ReturnType<typeof stateAction<StateOf<Plugin>>>
  : object) &
  ('checkout' extends keyof EndpointsOf<Plugin> ? Pick<Opening, 'checkout'> : object)

/**
 * The client's half of the plugin.
 *
 * @example
 * export const authClient = createAuthClient({ plugins: [polarClient()] })
 * const { url, error } = await authClient.customerPortal()
 */
export function polarClient<Auth = unknown>() {
  return {
    id: 'polar',
    version: '0.1.0',
    $InferServerPlugin: {} as Inferred<PluginOf<Auth>>,
    // A call without a body would otherwise be taken for a question.
    pathMethods: { '/customer/return': 'POST', '/checkout': 'POST', '/usage/ingest': 'POST' },
    getAtoms: ($fetch: unknown) => stateAtoms<StateOf<PluginOf<Auth>>>($fetch as AuthFetch),
    atomListeners: [{ matcher: changesState, signal: polarSignal, callback: () => wakeOtherTabs() }],
    getActions: ($fetch: unknown, $store) => {
      followSession($store)
      const actions = {
        ...openingActions($fetch as Fetch),
        ...returnAction($fetch as Fetch, $store),
        ...stateAction($fetch as object as AuthFetch, $store),
      }
      return actions as object as ActionsOf<PluginOf<Auth>>
    },
    $ERROR_CODES: POLAR_ERROR_CODES,
  } satisfies BetterAuthClientPlugin
}

/**
 * After these, what was read of the customer is somebody else's or not so any more. What Better Auth's own signal of the
 * session tells of is not among them.
 */
function changesState(path: string): boolean {
  if (path.startsWith('/subscription/'))
    return path !== '/subscription/list' && path !== '/subscription/preview'
  return path === '/customer/return' || (path.startsWith('/sign-in/') && path !== '/sign-in/email')
}
