import type { BetterAuthPlugin } from 'better-auth'
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
import type { ActingOptions, PluginContext } from './plugin-context.ts'
import { askingBy } from './references.ts'
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
  return (shared: PluginContext) => {
    const context = askingBy(shared, options)
    return {
      portal: portalEndpoint(context, options),
      portalReturn: returnEndpoint(context),
      state: stateEndpoint(context),
      listSubscriptions: subscriptionListEndpoint(context),
      benefits: benefitsEndpoint(context),
      subscriptions: subscriptionsEndpoint(context),
      orders: ordersEndpoint(context),
    }
  }
}

/** What customers do on a page of the app itself, by the same rules as in the portal. */
export function subscriptions(options: ActingOptions = {}) {
  return (shared: PluginContext) => {
    const context = askingBy(shared, options)
    return {
      cancelSubscription: cancelEndpoint(context),
      reactivateSubscription: reactivateEndpoint(context),
      pauseSubscription: pauseEndpoint(context),
      resumeSubscription: resumeEndpoint(context),
      previewPlan: previewEndpoint(context),
      changePlan: changePlanEndpoint(context),
      listOrders: orderListEndpoint(context),
      invoiceUrl: invoiceUrlEndpoint(context),
    }
  }
}

/** Sells the configured products. */
export function checkout(options: CheckoutOptions = {}) {
  return (context: PluginContext) => ({ checkout: checkoutEndpoint(askingBy(context, options), options) })
}

export interface UsageOptions extends ActingOptions {
  /** Does nothing, here as in Polar's own plugin: what tops up credits is sold by `checkout()`. */
  creditProducts?: CheckoutOptions['products']
}
/** Counts what customers use. */
export function usage(options: UsageOptions = {}) {
  return (shared: PluginContext) => {
    const context = askingBy(shared, options)
    return { meters: metersEndpoint(context), ingestion: ingestEndpoint(context) }
  }
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
