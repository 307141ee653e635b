import type { Checkout } from '@verge/polar/contract/checkouts'
import { after } from '../../billing/billing-period.ts'
import { amountsFor } from '../../billing/charge.ts'
import { priceFor } from '../../billing/price.ts'
import type { CheckoutRow } from '../../db/tables/checkouts.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { presentOrganization } from '../organizations/present.ts'
import { shownDiscount } from './discount.ts'
import { presentCheckoutDiscount } from '../discounts/present.ts'
import { sellablesById } from '../products/load.ts'
import { presentPrice, presentPublicProduct } from '../products/present.ts'
import { pricesIn, seatRange } from './choice.ts'
import { isExpired } from './load.ts'
import { isSoldOnce } from '../products/sold-once.ts'
import { trialOf } from './trial.ts'

/** The merchant's view. The contract of the customer's operations lets only its own part of it out. */
export async function presentCheckout(
  ports: Pick<Ports, 'db' | 'clock' | 'publicUrl'>,
  checkout: CheckoutRow,
  db: Database | Tx = ports.db,
): Promise<Checkout> {
  const [sellables, organization] = await Promise.all([
    sellablesById(db, checkout.product_ids),
    db
      .selectFrom('organizations')
      .selectAll()
      .where('id', '=', checkout.organization_id)
      .executeTakeFirstOrThrow(),
  ])
  const sellable = sellables.get(checkout.product_id)!
  const price = sellable.prices.find(({ id }) => id === checkout.product_price_id)!
  const trial = trialOf(checkout, sellable.product)
  const trial_end = trial && after(ports.clock.now(), trial.interval, trial.count)
  const discount = await shownDiscount(db, checkout, ports.clock.now())
  const range = seatRange(price, checkout)
  const seats = range && (checkout.seats ?? range.min)
  const amount = priceFor(price, seats)
  const amounts = amountsFor({
    lines: [{ amount, proration: false }],
    currency: price.price_currency,
    product_id: checkout.product_id,
    discount,
    seller: organization.address,
    customer: {
      country: checkout.customer_billing_address?.country ?? null,
      has_tax_id: Boolean(checkout.customer_tax_id),
    },
    balance: 0,
  })
  const isFree = amount === 0
  const renews = !isSoldOnce(sellable.product)
  const owesNothing = amounts.total_amount === 0
  const products = checkout.product_ids.map((id) => presentPublicProduct(sellables.get(id)!))
  const status = isExpired(checkout, ports) ? 'expired' : checkout.status
  const success_url =
    status === 'succeeded'
      ? checkout.success_url.replaceAll('{CHECKOUT_ID}', checkout.id)
      : checkout.success_url
  return {
    ...checkout,
    ...amounts,
    status,
    success_url,
    custom_field_data: {},
    payment_processor: 'stripe',
    url: `${ports.publicUrl}/checkout/${checkout.client_secret}`,
    amount,
    currency: price.price_currency,
    tax_behavior: price.tax_behavior,
    seats,
    min_seats: range?.min ?? null,
    max_seats: range?.max ?? null,
    units: null,
    min_units: null,
    max_units: null,
    active_trial_interval: trial?.interval ?? null,
    active_trial_interval_count: trial?.count ?? null,
    trial_end,
    discount: discount && presentCheckoutDiscount(discount),
    discount_id: discount?.id ?? null,
    is_discount_applicable: !isFree,
    is_free_product_price: isFree,
    is_payment_required: !owesNothing && trial_end === null,
    // What renews is charged again later, even where nothing is due today.
    is_payment_setup_required: renews && !isFree,
    is_payment_form_required: renews ? !isFree : !owesNothing,
    customer_external_id: checkout.external_customer_id,
    customer_ip_address: null,
    payment_method_type: null,
    payment_processor_metadata:
      checkout.intent_client_secret && status === 'confirmed'
        ? { intent_client_secret: checkout.intent_client_secret }
        : {},
    billing_address_fields: addressFields,
    products,
    product: presentPublicProduct(sellable),
    product_price: presentPrice(price),
    prices: Object.fromEntries(
      [...sellables].map(([id, one]) => [id, pricesIn(checkout, one).map(presentPrice)]),
    ),
    organization: presentOrganization(organization),
    attached_custom_fields: [],
  }
}

const addressFields = {
  country: 'required',
  state: 'optional',
  city: 'optional',
  postal_code: 'optional',
  line1: 'optional',
  line2: 'optional',
} as const
