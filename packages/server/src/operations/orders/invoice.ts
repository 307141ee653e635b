import { isDeepStrictEqual } from 'node:util'
import type {
  generateCustomerInvoice as generateContract,
  getCustomerInvoice as getContract,
} from '@verge/polar/contract/orders'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { invoiceRefusal } from '@verge/polar/policy/orders'
import { Refusal } from '@verge/polar/refusals'
import type { Ports } from '../../ports/ports.ts'
import { nameOf, type CustomerActor, type OrganizationActor } from '../actor.ts'
import { applyChange } from '../apply-change.ts'
import { invoiceContent, latestInvoice } from './document-content.ts'
import { linkTo } from './document-link.ts'
import { requireOrder } from './find.ts'

/** Fixes what the invoice says. Asked again, it changes only where the order or its payment did. */
export async function generateInvoice(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  { params }: InputOf<typeof generateContract>,
): Promise<void> {
  await ports.db.transaction().execute(async (tx) => {
    const order = await requireOrder(tx, actor, params.id, { locked: true })
    const refusal = invoiceRefusal(order)
    if (refusal) throw refusal
    const earlier = await latestInvoice(tx, order.id)
    const content = await invoiceContent(tx, order, earlier?.content ?? null)
    if (earlier && isDeepStrictEqual(earlier.content, content)) return
    const now = ports.clock.now()
    await tx
      .insertInto('invoices')
      .values({
        id: ports.ids.uuid(),
        created_at: now,
        order_id: order.id,
        revision: (earlier?.revision ?? 0) + 1,
        content: JSON.stringify(content),
      })
      .execute()
    const change = { set: { invoice_generated_at: now }, events: ['order.updated'] as const }
    const cause = { actor: nameOf(actor), operation: 'orders.generate_invoice' }
    await applyChange(tx, ports, 'orders', order, change, cause)
  })
}

export async function getInvoice(
  ports: Ports,
  actor: CustomerActor | OrganizationActor,
  { params }: InputOf<typeof getContract>,
): Promise<OutputOf<typeof getContract>> {
  const order = await requireOrder(ports.db, actor, params.id)
  if (!order.invoice_generated_at)
    throw new Refusal('InvoiceDoesNotExist', 'This invoice has not been generated yet.')
  return { url: linkTo(ports, 'invoice', order.id) }
}
