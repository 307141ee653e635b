import type { Check } from './check.ts'
import { benefits } from './checks/benefits.ts'
import { checkouts } from './checks/checkouts.ts'
import { customers } from './checks/customers.ts'
import { paymentMethods } from './checks/payment-methods.ts'
import { discounts } from './checks/discounts.ts'
import { downloadables } from './checks/downloadables.ts'
import { licenseKeys } from './checks/license-keys.ts'
import { members } from './checks/members.ts'
import { orderPayments } from './checks/order-payments.ts'
import { ordering, orders } from './checks/orders.ts'
import { emailChange, portalCustomer } from './checks/portal-customer.ts'
import { products } from './checks/products.ts'
import { purchases } from './checks/purchases.ts'
import { refunds } from './checks/refunds.ts'
import { dunning, renewal } from './checks/renewal.ts'
import { errors, pagination, versioning, wire } from './checks/protocol.ts'
import { customerSessions, signIn } from './checks/sessions.ts'
import { seats } from './checks/seats.ts'
import { cancellation } from './checks/cancellation.ts'
import { ownSubscriptions } from './checks/own-subscriptions.ts'
import { pauses } from './checks/pauses.ts'
import { planChanges } from './checks/plan-changes.ts'
import { seatChanges } from './checks/seat-changes.ts'
import { subscriptions } from './checks/subscriptions.ts'
import { usage } from './checks/usage.ts'
import { wallets } from './checks/wallets.ts'
import { delivering, webhooks } from './checks/webhooks.ts'

/** Every check, in the order in which they are tried and told. */
export const suite: readonly Check[] = [
  ...versioning,
  ...errors,
  ...pagination,
  ...wire,
  ...customerSessions,
  ...signIn,
  ...customers,
  ...portalCustomer,
  ...emailChange,
  ...paymentMethods,
  ...products,
  ...checkouts,
  ...benefits,
  ...usage,
  ...subscriptions,
  ...ownSubscriptions,
  ...planChanges,
  ...seatChanges,
  ...cancellation,
  ...pauses,
  ...orders,
  ...ordering,
  ...orderPayments,
  ...purchases,
  ...refunds,
  ...renewal,
  ...dunning,
  ...webhooks,
  ...delivering,
  ...members,
  ...seats,
  ...discounts,
  ...wallets,
  ...licenseKeys,
  ...downloadables,
]
