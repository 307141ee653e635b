import type { createSubscription as contract } from '@verge/polar/contract/subscriptions'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invalid } from '@verge/polar/refusals'
import { priceFor } from '../../billing/price.ts'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import { nameOf, type OrganizationActor } from '../actor.ts'
import { findCustomer, lockCustomer } from '../customers/find.ts'
import { createOrder } from '../orders/create.ts'
import { collect } from '../payments/collect.ts'
import { sellablesById } from '../products/load.ts'
import { isSoldOnce } from '../products/sold-once.ts'
import { createSubscription, refuseSecond } from './create.ts'
import { getSubscription } from './list.ts'
import { termsOf } from './terms.ts'

type Body = InputOf<typeof contract>['body']

/** What costs nothing begins at once, with an order of nothing that is paid. */
export async function giveSubscription(
  ports: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const cause = { actor: nameOf(actor), operation: 'subscriptions.create' }
  const id = await ports.db.transaction().execute(async (tx) => {
    const { product, price } = await freeProduct(tx, actor, body.product_id)
    const customer = await receiver(tx, actor, body)
    await refuseSecond(tx, customer.id, product.id)
    const subscription = await createSubscription(tx, ports, {
      customer,
      terms: termsOf(product, price, null),
      currency: price.price_currency,
      discount_id: null,
      trial: null,
      payment_method_id: null,
      origin: {},
      metadata: body.metadata ?? {},
      cause,
    })
    const order = await createOrder(tx, ports, {
      customer,
      subscription,
      billing_reason: 'subscription_create',
      period: subscription,
      cause,
    })
    await collect(tx, ports, { subscription, order, payment_method_id: null, trigger: 'initial', cause })
    return subscription.id
  })
  return getSubscription(ports, actor, { params: { id } })
}

async function freeProduct(tx: Tx, { organization_id }: OrganizationActor, product_id: string) {
  const refused = (words: string) => invalid(['body', 'product_id'], words, product_id)
  const { product, prices = [] } = (await sellablesById(tx, [product_id])).get(product_id) ?? {}
  if (!product || product.organization_id !== organization_id || product.is_archived)
    throw refused('Product does not exist.')
  if (isSoldOnce(product)) throw refused('This product is not a subscription.')
  const price = prices.find((one) => !one.is_archived)
  if (!price || priceFor(price, null) > 0)
    throw refused('This product has a price. It is bought at a checkout. Nothing was charged.')
  return { product, price }
}

async function receiver(tx: Tx, actor: OrganizationActor, body: Body): Promise<CustomerRow> {
  const key = 'customer_id' in body ? { id: body.customer_id } : { external_id: body.external_customer_id }
  const customer = await findCustomer(tx, actor, key)
  if (customer) return lockCustomer(tx, customer.id)
  const field = 'customer_id' in body ? 'customer_id' : 'external_customer_id'
  throw invalid(['body', field], 'Customer does not exist.', Object.values(key)[0])
}
