import type { Ports } from '../../ports/ports.ts'
import { latestInvoice, receiptContent } from './document-content.ts'
import { standingOf, type DocumentLink } from './document-link.ts'

type Opened =
  | { standing: 'open'; number: string; pdf: Uint8Array }
  | { standing: 'expired' }
  /** A link that we never gave out, or to what does not exist. */
  | { standing: 'unknown' }

export async function openDocument(ports: Ports, link: DocumentLink): Promise<Opened> {
  const standing = standingOf(ports, link)
  if (standing === 'forged') return { standing: 'unknown' }
  if (standing === 'expired') return { standing }
  return link.kind === 'invoice' ? openInvoice(ports, link) : openReceipt(ports, link)
}

async function openInvoice({ db, documents }: Ports, { order_id }: DocumentLink): Promise<Opened> {
  const invoice = await latestInvoice(db, order_id)
  if (!invoice) return { standing: 'unknown' }
  const { content } = invoice
  return { standing: 'open', number: content.number, pdf: await documents.invoice(content) }
}

async function openReceipt({ db, documents }: Ports, { order_id }: DocumentLink): Promise<Opened> {
  const order = await db.selectFrom('orders').selectAll().where('id', '=', order_id).executeTakeFirst()
  const content = order && (await receiptContent(db, order))
  if (!content) return { standing: 'unknown' }
  return { standing: 'open', number: content.number, pdf: await documents.receipt(content) }
}
