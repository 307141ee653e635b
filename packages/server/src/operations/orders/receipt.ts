import type { getCustomerReceipt as contract } from '@verge/polar/contract/orders'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { Refusal } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { linkTo } from './document-link.ts'
import { getCustomerOrder } from './list.ts'

export async function getReceipt(
  ports: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const order = await getCustomerOrder(ports, actor, { params })
  if (order.receipt_number === null) {
    throw new Refusal('ReceiptNotAllocated', 'There is no receipt: nothing was paid for this order.')
  }
  return { url: linkTo(ports, 'receipt', order.id) }
}
