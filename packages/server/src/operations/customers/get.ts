import type {
  getCustomer as byId,
  getCustomerByExternalId as byExternalId,
  listCustomerPaymentMethods as methods,
  listPaymentMethodsByExternalId as methodsByExternalId,
} from '@verge/polar/contract/customers'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { Ports } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { paymentMethodsOf } from '../payment-methods/list.ts'
import { requireCustomer } from './find.ts'
import { presentCustomer } from './present.ts'

export async function getCustomer({ db }: Ports, actor: OrganizationActor, { params }: InputOf<typeof byId>) {
  return presentCustomer(await requireCustomer(db, actor, params))
}

export async function getCustomerByExternalId(
  { db }: Ports,
  actor: OrganizationActor,
  { params }: InputOf<typeof byExternalId>,
) {
  return presentCustomer(await requireCustomer(db, actor, params))
}

export async function listCustomerPaymentMethods(
  { db }: Ports,
  actor: OrganizationActor,
  { params, query }: InputOf<typeof methods> | InputOf<typeof methodsByExternalId>,
): Promise<OutputOf<typeof methods>> {
  const customer = await requireCustomer(db, actor, params)
  const { items, pagination } = await paymentMethodsOf(db, customer.id, query)
  const isDefault = (id: string) => id === customer.default_payment_method_id
  return { items: items.map((method) => ({ ...method, is_default: isDefault(method.id) })), pagination }
}
