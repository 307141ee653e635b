import type { BetterAuthPlugin } from 'better-auth'
import type { ActingOptions } from './endpoints/acting.ts'
import { checkoutEndpoint, type CheckoutOptions } from './endpoints/checkout.ts'
import { ingestEndpoint } from './endpoints/ingest.ts'
import { invoiceUrlEndpoint, orderListEndpoint } from './endpoints/invoices.ts'
import { benefitsEndpoint, metersEndpoint, ordersEndpoint, subscriptionsEndpoint } from './endpoints/lists.ts'
import { portalEndpoint, type PortalOptions } from './endpoints/portal.ts'
import { returnEndpoint } from './endpoints/return.ts'
import { stateEndpoint } from './endpoints/state.ts'
import {
  cancelEndpoint,
  changePlanEndpoint,
  pauseEndpoint,
  previewEndpoint,
  reactivateEndpoint,
  resumeEndpoint,
} from './endpoints/subscription-actions.ts'
import { subscriptionListEndpoint } from './endpoints/subscription-list.ts'
import type { PluginContext } from './plugin-context.ts'
import { webhooksEndpoint } from './webhooks/endpoint.ts'
import { needsCopy, reconcileEndpoint } from './webhooks/reconcile.ts'
import type { OfficialEvent } from './sdk/official.ts'
import type { AnyEvent, WebhooksOptions } from './webhooks/handlers.ts'

type Endpoints = NonNullable<BetterAuthPlugin['endpoints']>
/** Some endpoints of the plugin, made of what all of them share. */
export type Part = (context: PluginContext) => Endpoints
/** The endpoints of all parts together. */
export type Merged<Union> = (Union extends unknown ? (part: Union) => void : never) extends (
  part: infer All extends Endpoints,
) => void
  ? All
  : never

/** Opens the customer portal, comes back from it, and reads what is the customer's. */
export function portal(options: PortalOptions = {}) {
  return (context: PluginContext) => ({
    portal: portalEndpoint(context, options),
    portalReturn: returnEndpoint(context, options),
    state: stateEndpoint(context),
    listSubscriptions: subscriptionListEndpoint(context, options),
    benefits: benefitsEndpoint(context),
    subscriptions: subscriptionsEndpoint(context, options),
    orders: ordersEndpoint(context),
  })
}

/** What customers do on a page of the app itself, by the same rules as in the portal. */
export function subscriptions(options: ActingOptions = {}) {
  return (context: PluginContext) => ({
    cancelSubscription: cancelEndpoint(context, options),
    reactivateSubscription: reactivateEndpoint(context, options),
    pauseSubscription: pauseEndpoint(context, options),
    resumeSubscription: resumeEndpoint(context, options),
    previewPlan: previewEndpoint(context, options),
    changePlan: changePlanEndpoint(context, options),
    listOrders: orderListEndpoint(context, options),
    invoiceUrl: invoiceUrlEndpoint(context, options),
  })
}

/** Sells the configured products. */
export function checkout(options: CheckoutOptions = {}) {
  return (context: PluginContext) => ({ checkout: checkoutEndpoint(context, options) })
}

export interface UsageOptions {
  /** Does nothing, here as in Polar's own plugin: what tops up credits is sold by `checkout()`. */
  creditProducts?: CheckoutOptions['products']
}
/** Counts what customers use. */
export function usage(_options: UsageOptions = {}) {
  return (context: PluginContext) => ({
    meters: metersEndpoint(context),
    ingestion: ingestEndpoint(context),
  })
}

/** Receives Polar's webhooks at `/polar/webhooks`; `auth.api.reconcileSubscriptions()` finds what none of them told. */
export function webhooks<Event extends AnyEvent = OfficialEvent>(options: WebhooksOptions<Event>) {
  // Which types the app's client has for what is handed on is the app's affair.
  const handlers = options as object as WebhooksOptions<never>
  return (context: PluginContext) => {
    if (options.onSubscriptionChanged && !context.keepsCopy)
      throw new Error(needsCopy('onSubscriptionChanged'))
    return {
      polarWebhooks: webhooksEndpoint(context, handlers),
      reconcileSubscriptions: reconcileEndpoint(context, handlers),
    }
  }
}
