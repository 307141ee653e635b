import type { getCustomerReceipt as contract } from '@verge/polar/contract/orders'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { Refusal } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor, OrganizationActor } from '../actor.ts'
import { linkTo } from './document-link.ts'
import { requireOrder } from './find.ts'

export async function getReceipt(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  { params }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const order = await requireOrder(ports.db, actor, params.id)
  if (order.receipt_number === null) {
    throw new Refusal('ReceiptNotAllocated', 'There is no receipt: nothing was paid for this order.')
  }
  return { url: linkTo(ports, 'receipt', order.id) }
}
