import type { updateCheckout as contract } from '@verge/polar/contract/checkouts'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { Refusal } from '@verge/polar/refusals'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type OrganizationActor } from '../actor.ts'
import { hadTrial } from '../subscriptions/create.ts'
import { givenDiscount } from './create.ts'
import { spentDiscountAway } from './discount.ts'
import { isExpired, lockCheckout, requireCheckout } from './load.ts'
import { presentCheckout } from './present.ts'
import { givenTrial } from './trial.ts'
import { applyDetails } from './update.ts'

type Body = InputOf<typeof contract>['body']

/** The seller's: what is offered, and what is known of the buyer. */
export async function updateCheckout(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const { id } = await requireCheckout(ports.db, actor, params.id)
  const cause = { actor: nameOf(actor), operation: 'checkouts.update' }
  const checkout = await ports.db.transaction().execute(async (tx) => {
    const locked = await lockCheckout(tx, id)
    if (locked.status !== 'open' || isExpired(locked, ports))
      throw new Refusal('NotOpenCheckout', 'This checkout is not open any more. Nothing was changed.')
    const away = body.discount_id ? {} : await spentDiscountAway(tx, ports, locked)
    const offered = await offer(tx, ports, actor, locked, body)
    return applyDetails(tx, ports, locked, { ...away, ...details(body) }, cause, offered)
  })
  return presentCheckout(ports, checkout)
}

async function offer(tx: Tx, ports: Ports, actor: OrganizationActor, checkout: CheckoutRow, body: Body) {
  const { allow_discount_codes, require_billing_address, allow_trial, success_url, embed_origin } = body
  const { return_url, discount_id, metadata, customer_metadata } = body
  const { trial_interval, trial_interval_count } = body
  const product_id = body.product_id ?? checkout.product_id
  const isNewcomer = !checkout.customer_id || !(await hadTrial(tx, checkout.customer_id, product_id))
  const ownPage = `${ports.publicUrl}/checkout/${checkout.client_secret}/confirmation`
  const use = { product_id, now: ports.clock.now() }
  return {
    ...(typeof allow_discount_codes === 'boolean' && { allow_discount_codes }),
    ...(typeof require_billing_address === 'boolean' && { require_billing_address }),
    ...(typeof allow_trial === 'boolean' && { allow_trial: allow_trial && isNewcomer }),
    ...((trial_interval !== undefined || trial_interval_count !== undefined) &&
      givenTrial({ trial_interval, trial_interval_count })),
    ...(success_url !== undefined && { success_url: success_url ?? ownPage }),
    ...(return_url !== undefined && { return_url }),
    ...(embed_origin !== undefined && { embed_origin }),
    ...(discount_id !== undefined && { discount_id: await givenDiscount(tx, actor, { discount_id }, use) }),
    ...(metadata && { metadata: JSON.stringify(metadata) }),
    ...(customer_metadata && { customer_metadata: JSON.stringify(customer_metadata) }),
  }
}

/** What can be asked for by the buyer as well, and the currency. */
function details(body: Body) {
  const { product_id, product_price_id, seats, currency, is_business_customer } = body
  const { customer_name, customer_email, customer_billing_name, locale } = body
  const { customer_billing_address, customer_tax_id } = body
  return {
    ...(product_id && { product_id }),
    ...(product_price_id && { product_price_id }),
    ...(seats && { seats }),
    ...(currency && { currency }),
    ...(typeof is_business_customer === 'boolean' && { is_business_customer }),
    ...(customer_name !== undefined && { customer_name }),
    ...(customer_email !== undefined && { customer_email }),
    ...(customer_billing_name !== undefined && { customer_billing_name }),
    ...(locale !== undefined && { locale }),
    ...(customer_billing_address !== undefined && { customer_billing_address }),
    ...(customer_tax_id !== undefined && { customer_tax_id }),
  }
}
