import type { updateClientCheckout as contract } from '@verge/polar/contract/checkouts'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { withFullState } from '@verge/polar/policy/addresses'
import { invalid, Refusal } from '@verge/polar/refusals'
import type { CheckoutRow, CheckoutSet } from '../../db/tables/checkouts.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { Anonymous } from '../actor.ts'
import { applyChange, type Cause } from '../apply-change.ts'
import { parseTaxId } from '../customers/tax-id.ts'
import { chosen } from './choice.ts'
import { spentDiscountAway } from './discount.ts'
import { bySecret, lockCheckout, refuseExpired } from './load.ts'
import { presentCheckout } from './present.ts'

export type Details = Partial<InputOf<typeof contract>['body']>

export async function updateClientCheckout(
  ports: Ports,
  _actor: Anonymous,
  { params, body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { id } = await bySecret(ports.db, params.client_secret)
  const cause = { actor: 'anonymous', operation: 'checkouts.client_update' }
  const checkout = await ports.db.transaction().execute(async (tx) => {
    const locked = await lockCheckout(tx, id)
    refuseExpired(locked, ports)
    refuseUnlessOpen(locked)
    const away = await spentDiscountAway(tx, ports, locked)
    return applyDetails(tx, ports, locked, { ...away, ...body }, cause)
  })
  return presentCheckout(ports, checkout)
}

export function refuseUnlessOpen({ status }: CheckoutRow): void {
  if (status === 'confirmed')
    throw new Refusal('CheckoutLocked', 'A payment for this checkout is under way. Nothing was changed.')
  if (status !== 'open')
    throw new Refusal('NotOpenCheckout', 'This checkout is complete. Nothing was changed.')
}

/** What the customer typed. An address of their own belongs to whom the seller named, and stays. */
export async function applyDetails(
  tx: Tx,
  ports: Ports,
  checkout: CheckoutRow,
  details: Details & { currency?: string },
  cause: Cause,
  offered: CheckoutSet = {},
): Promise<CheckoutRow> {
  const { customer_billing_address: address, customer_tax_id, customer_email } = details
  const { customer_name, customer_billing_name, is_business_customer, locale, allow_trial } = details
  const plain = {
    customer_name,
    customer_billing_name,
    is_business_customer: is_business_customer ?? undefined,
    locale,
    allow_trial: allow_trial ?? undefined,
  }
  const billing_address = address === undefined ? checkout.customer_billing_address : address
  const tax_id = customer_tax_id === undefined ? checkout.customer_tax_id : customer_tax_id || null
  if (tax_id) checkTaxId(tax_id, billing_address?.country ?? null)
  const set = {
    ...offered,
    ...plain,
    ...(await chosen(tx, ports, checkout, details)),
    ...(customer_email !== undefined && checkout.customer_id === null && { customer_email }),
    customer_billing_address: billing_address && JSON.stringify(withFullState(billing_address)),
    customer_tax_id: tax_id,
  }
  const change = { set, events: ['checkout.updated'] as const }
  return applyChange(tx, ports, 'checkouts', checkout, change, cause)
}

function checkTaxId(text: string, country: string | null): void {
  try {
    parseTaxId(text, country)
  } catch {
    throw invalid(['body', 'customer_tax_id'], 'This is not a valid tax id for this country.', text)
  }
}
