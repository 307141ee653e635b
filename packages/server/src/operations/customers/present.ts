import type { Customer } from '@verge/polar/contract/customers'
import type { PortalCustomer } from '@verge/polar/contract/portal-customers'
import type { CustomerRow } from '../../db/tables/customers.ts'

export function presentCustomer(customer: CustomerRow): Customer {
  return {
    ...customer,
    billing_name: customer.billing_name ?? customer.name,
    first_user_event_at: null,
    // Official clients of 0.47 insist on a text here.
    avatar_url: '',
  }
}

export function presentPortalCustomer(customer: CustomerRow): PortalCustomer {
  return {
    ...customer,
    billing_name: customer.billing_name ?? customer.name,
    oauth_accounts: {},
  }
}
