import { sql } from 'kysely'
import { invalid, Refusal } from '@verge/polar/refusals'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { insertCustomer } from '../customers/create.ts'
import { findCustomer, lockCustomer, lockEvenDeleted } from '../customers/find.ts'
import { billingDetails } from '../customers/profile.ts'
import { parseTaxId } from '../customers/tax-id.ts'

export interface Buyer {
  customer: CustomerRow
  /** Whether the one who confirms may see the customer's account: not somebody who only knows an e-mail address. */
  isKnownToBe: boolean
}

/** The customer that the seller named, else the one with this e-mail address, else a new one. */
export async function buyerOf(tx: Tx, ports: Ports, checkout: CheckoutRow, cause: Cause): Promise<Buyer> {
  const actor = { kind: 'organization', organization_id: checkout.organization_id } as const
  if (checkout.customer_id && checkout.is_buyer_known) {
    const [customer] = await lockEvenDeleted(tx, [checkout.customer_id])
    if (!customer || customer.deleted_at) throw customerDeleted()
    return { customer: await withDetails(tx, ports, customer, checkout, cause), isKnownToBe: true }
  }
  const email = checkout.customer_email
  if (!email) throw invalid(['body', 'customer_email'], 'An e-mail address is needed.', null)
  const known = await tx
    .selectFrom('customers')
    .select('id')
    .where('organization_id', '=', checkout.organization_id)
    .where('deleted_at', 'is', null)
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .executeTakeFirst()
  const external_id = checkout.external_customer_id
  if (!known && external_id && (await findCustomer(tx, actor, { external_id }))) {
    throw new Refusal(
      'CheckoutCustomerExternalIdMismatch',
      'This account belongs to another e-mail address. Nothing was charged.',
    )
  }
  if (known) return { customer: await lockCustomer(tx, known.id), isKnownToBe: false }
  const customer = await insertCustomer(
    tx,
    ports,
    checkout.organization_id,
    {
      email,
      external_id,
      name: checkout.customer_name,
      billing_address: checkout.customer_billing_address ?? undefined,
      tax_id: checkout.customer_tax_id ?? undefined,
      locale: checkout.locale,
      metadata: checkout.customer_metadata,
    },
    cause,
  )
  return { customer: await withDetails(tx, ports, customer, checkout, cause), isKnownToBe: true }
}

export function customerDeleted(): Refusal {
  return new Refusal('CheckoutCustomerDeleted', 'This customer was deleted. Nothing was charged.')
}

/** For the first order: the details that the total on the page was reckoned from, whatever else is known of the customer. */
export function asShown(customer: CustomerRow, checkout: CheckoutRow): CustomerRow {
  const { customer_billing_address: billing_address, customer_tax_id } = checkout
  return {
    ...customer,
    billing_name: checkout.customer_billing_name ?? checkout.customer_name ?? customer.billing_name,
    billing_address,
    tax_id: customer_tax_id ? parseTaxId(customer_tax_id, billing_address?.country ?? null) : null,
  }
}

async function withDetails(
  tx: Tx,
  ports: Ports,
  customer: CustomerRow,
  checkout: CheckoutRow,
  cause: Cause,
): Promise<CustomerRow> {
  const { customer_billing_name, customer_billing_address, customer_tax_id } = checkout
  const set = {
    ...(customer_billing_name && { billing_name: customer_billing_name }),
    ...(customer_billing_address &&
      billingDetails(customer, { billing_address: customer_billing_address, tax_id: customer_tax_id })),
  }
  if (Object.keys(set).length === 0) return customer
  const change = { set, events: ['customer.updated', 'customer.state_changed'] as const }
  return applyChange(tx, ports, 'customers', customer, change, cause)
}
