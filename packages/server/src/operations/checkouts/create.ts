import type { createCheckout as contract } from '@verge/polar/contract/checkouts'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { withFullState } from '@verge/polar/policy/addresses'
import { invalid } from '@verge/polar/refusals'
import { addDays } from '../../billing/billing-period.ts'
import { priceFor } from '../../billing/price.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { ProductPriceRow } from '../../db/tables/products.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type OrganizationActor } from '../actor.ts'
import { recordCreation } from '../apply-change.ts'
import { newToken } from '../customer-sessions/token.ts'
import { findCustomer } from '../customers/find.ts'
import { parseTaxId } from '../customers/tax-id.ts'
import { newPrice } from '../products/create.ts'
import { sellablesById } from '../products/load.ts'
import { hadTrial } from '../subscriptions/create.ts'
import { findDiscount } from '../discounts/find.ts'
import { isUsable } from '../discounts/redeem.ts'
import { pricesIn, seatsOf } from './choice.ts'
import { presentCheckout } from './present.ts'
import { isSoldOnce } from '../products/sold-once.ts'
import { givenTrial } from './trial.ts'

type Body = InputOf<typeof contract>['body']

const lifetimeDays = 1

/** A day's offer of one or more products; whoever has its address may take it. */
export async function createCheckout(
  ports: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const checkout = await ports.db.transaction().execute(async (tx) => {
    const customer = await buyerOf(tx, actor, body)
    refuseEmptyRange(body)
    const ad_hoc_prices = await adHocPrices(tx, ports, body)
    const { product_id, price, product_ids } = await offered(tx, actor, body, ad_hoc_prices)
    const now = ports.clock.now()
    const client_secret = newToken('polar_c_', ports)
    const billing_address = body.customer_billing_address ?? customer?.billing_address ?? null
    const tax_id = body.customer_tax_id ?? customer?.tax_id?.[0] ?? null
    if (body.customer_tax_id) parseTaxId(body.customer_tax_id, billing_address?.country ?? null)
    const row = await tx
      .insertInto('checkouts')
      .values({
        id: ports.ids.uuid(),
        created_at: now,
        modified_at: null,
        version: 1,
        organization_id: actor.organization_id,
        client_secret,
        status: 'open',
        expires_at: addDays(now, lifetimeDays),
        success_url: body.success_url ?? `${ports.publicUrl}/checkout/${client_secret}/confirmation`,
        return_url: body.return_url ?? null,
        embed_origin: body.embed_origin ?? null,
        product_ids: JSON.stringify(product_ids),
        product_id,
        product_price_id: price.id,
        seats: seatsOf(price, body.seats, body),
        min_seats: price.seat_tiers && (body.min_seats ?? null),
        max_seats: price.seat_tiers && (body.max_seats ?? null),
        ad_hoc_prices: ad_hoc_prices && JSON.stringify(ad_hoc_prices),
        discount_id: await givenDiscount(tx, actor, body, { product_id, now }),
        allow_trial: body.allow_trial && !(customer && (await hadTrial(tx, customer.id, product_id))),
        ...givenTrial(body),
        allow_discount_codes: body.allow_discount_codes,
        require_billing_address: body.require_billing_address,
        customer_id: customer?.id ?? null,
        is_buyer_known: customer !== null,
        external_customer_id: customer?.external_id ?? externalIdIn(body),
        customer_name: body.customer_name ?? customer?.name ?? null,
        customer_email: customer?.email ?? body.customer_email ?? null,
        customer_billing_name: body.customer_billing_name ?? customer?.billing_name ?? null,
        customer_billing_address: billing_address && JSON.stringify(withFullState(billing_address)),
        customer_tax_id: tax_id,
        is_business_customer: body.is_business_customer ?? false,
        locale: body.locale ?? customer?.locale ?? null,
        metadata: JSON.stringify(body.metadata ?? {}),
        customer_metadata: JSON.stringify(body.customer_metadata ?? {}),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    const cause = { actor: nameOf(actor), operation: 'checkouts.create' }
    await recordCreation(tx, ports, 'checkouts', row, ['checkout.created'], cause)
    return row
  })
  return presentCheckout(ports, checkout)
}

/** The seller names one by its id, and may name one that only they give. */
export async function givenDiscount(
  tx: Tx,
  actor: OrganizationActor,
  { discount_id }: Pick<Body, 'discount_id'>,
  use: { product_id: string; now: Date },
): Promise<string | null> {
  if (!discount_id) return null
  const discount = await findDiscount(tx, actor, discount_id)
  if (!discount) throw invalid(['body', 'discount_id'], 'Discount does not exist.', discount_id)
  if (!isUsable(discount, use))
    throw invalid(
      ['body', 'discount_id'],
      'This discount cannot be used now, or not for this product.',
      discount_id,
    )
  return discount.id
}

function externalIdIn(body: Body): string | null {
  return body.external_customer_id ?? body.customer_external_id ?? null
}

/** A customer who does not exist yet by this external id is made when the checkout is confirmed. */
async function buyerOf(tx: Tx, actor: OrganizationActor, body: Body): Promise<CustomerRow | null> {
  if (body.customer_id) {
    const customer = await findCustomer(tx, actor, { id: body.customer_id })
    if (!customer) throw invalid(['body', 'customer_id'], 'Customer does not exist.', body.customer_id)
    return customer
  }
  const external_id = externalIdIn(body)
  return external_id ? ((await findCustomer(tx, actor, { external_id })) ?? null) : null
}

async function offered(tx: Tx, actor: OrganizationActor, body: Body, ad_hoc_prices: AdHocPrices) {
  const sellables = await sellablesById(tx, body.products)
  for (const [index, id] of body.products.entries()) {
    const sellable = sellables.get(id)
    const product = sellable?.product
    if (!product || product.organization_id !== actor.organization_id || product.is_archived)
      throw invalid(['body', 'products', index], 'Product does not exist.', id)
    const sold = pricesIn({ ad_hoc_prices }, sellable!)
    if (isSoldOnce(product) && sold.some((price) => price.seat_tiers))
      throw invalid(['body', 'products', index], 'Seats are sold with a subscription alone.', id)
    const free = sold.filter((price) => priceFor(price, null) === 0).length
    if (sold.length === 0 || (free > 0 && (free < sold.length || body.products.length > 1)))
      throw invalid(['body', 'products', index], 'What costs nothing is offered alone.', id)
  }
  const product_id = body.products[0]!
  const prices = pricesIn({ ad_hoc_prices }, sellables.get(product_id)!)
  return { product_id, price: chosenPrice(prices, body), product_ids: body.products }
}

type AdHocPrices = CheckoutRow['ad_hoc_prices']

/** Prices that stand in no catalogue, made with the checkout that offers them. */
async function adHocPrices(tx: Tx, ports: Ports, { products, prices }: Body): Promise<AdHocPrices> {
  if (!prices || Object.keys(prices).length === 0) return null
  const made: [string, string[]][] = []
  for (const [product_id, wanted] of Object.entries(prices)) {
    if (!products.includes(product_id))
      throw invalid(['body', 'prices', product_id], 'This checkout does not offer this product.', product_id)
    const rows = wanted.map((price, position) =>
      newPrice(ports, { product_id, position, price, isAdHoc: true }),
    )
    await tx.insertInto('product_prices').values(rows).execute()
    made.push([product_id, rows.map(({ id }) => id)])
  }
  return Object.fromEntries(made)
}

function refuseEmptyRange({ min_seats, max_seats }: Body): void {
  if (min_seats && max_seats && max_seats < min_seats)
    throw invalid(['body', 'max_seats'], `There are ${min_seats} seats at least.`, max_seats)
}

function chosenPrice(prices: ProductPriceRow[], { currency }: Body): ProductPriceRow {
  const price = currency ? prices.find((one) => one.price_currency === currency) : prices[0]
  if (!price) throw invalid(['body', 'currency'], 'This product has no price in this currency.', currency)
  return price
}
