import type {
  updateCustomerOrder as ownContract,
  updateOrder as contract,
} from '@verge/polar/contract/orders'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { withFullState } from '@verge/polar/policy/addresses'
import { invalid } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import { nameOf, type CustomerActor, type OrganizationActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { requireOrder } from './find.ts'
import { getCustomerOrder, getOrder } from './list.ts'

export async function updateCustomerOrder(
  ports: Ports,
  actor: CustomerActor,
  input: InputOf<typeof ownContract>,
): Promise<OutputOf<typeof ownContract>> {
  await correctBilling(ports, actor, input)
  return getCustomerOrder(ports, actor, input)
}

export async function updateOrder(
  ports: Ports,
  actor: OrganizationActor,
  input: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  await correctBilling(ports, actor, input)
  return getOrder(ports, actor, input)
}

/** Corrects who an invoice is made out to. Country and state decided its tax, so they stay. */
async function correctBilling(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  { params, body }: InputOf<typeof contract>,
): Promise<void> {
  await ports.db.transaction().execute(async (tx) => {
    const order = await requireOrder(tx, actor, params.id, { locked: true })
    const { billing_name } = body
    const billing_address = body.billing_address && withFullState(body.billing_address)
    const before = order.billing_address && withFullState(order.billing_address)
    for (const field of ['country', 'state'] as const) {
      if (billing_address && before && billing_address[field] !== before[field]) {
        throw invalid(
          ['body', 'billing_address', field],
          `The ${field} of an invoice cannot be changed.`,
          billing_address[field],
        )
      }
    }
    const set = {
      ...(billing_name && { billing_name }),
      ...(billing_address && { billing_address: JSON.stringify(billing_address) }),
    }
    if (Object.keys(set).length === 0) return
    const cause = { actor: nameOf(actor), operation: 'orders.update' }
    await applyChange(tx, ports, 'orders', order, { set, events: ['order.updated'] }, cause)
  })
}
