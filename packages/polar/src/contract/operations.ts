import * as activity from './activity.ts'
import * as benefits from './benefits.ts'
import * as licenseKeys from './license-keys.ts'
import * as checkouts from './checkouts.ts'
import * as customerSessions from './customer-sessions.ts'
import * as customers from './customers.ts'
import * as discounts from './discounts.ts'
import * as downloadables from './downloadables.ts'
import * as files from './files.ts'
import * as leaving from './leaving.ts'
import * as members from './members.ts'
import * as meters from './meters.ts'
import type { Operation } from './operation.ts'
import * as orders from './orders.ts'
import * as organizations from './organizations.ts'
import * as overduePayments from './overdue-payments.ts'
import * as ownSubscriptions from './own-subscriptions.ts'
import * as paymentMethods from './payment-methods.ts'
import * as portalCustomers from './portal-customers.ts'
import * as portalReturns from './portal-returns.ts'
import * as products from './products.ts'
import * as receipts from './receipts.ts'
import * as refunds from './refunds.ts'
import * as seats from './seats.ts'
import * as statements from './statements.ts'
import * as subscriptions from './subscriptions.ts'
import * as wallets from './wallets.ts'
import * as webhooks from './webhooks.ts'

const resources = [
  activity,
  benefits,
  licenseKeys,
  checkouts,
  customerSessions,
  customers,
  discounts,
  downloadables,
  files,
  leaving,
  members,
  meters,
  orders,
  organizations,
  overduePayments,
  ownSubscriptions,
  paymentMethods,
  portalCustomers,
  portalReturns,
  products,
  receipts,
  refunds,
  seats,
  statements,
  subscriptions,
  wallets,
  webhooks,
]

/** Every operation of the contract: what the router serves and the tests walk. */
export const operations: readonly Operation[] = resources.flatMap((resource) =>
  Object.values<unknown>(resource).filter(isOperation),
)

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'gate' in value && 'path' in value
}
