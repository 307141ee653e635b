import type { Ports } from '../../ports/ports.ts'
import { latestInvoice, receiptContent } from './document-content.ts'
import { cancellationContent } from '../receipts/document.ts'
import { standingOf, type DocumentKind, type DocumentLink } from './document-link.ts'

type Opened =
  | { standing: 'open'; number: string; pdf: Uint8Array }
  | { standing: 'expired' }
  /** A link that we never gave out, or to what does not exist. */
  | { standing: 'unknown' }

export async function openDocument(ports: Ports, link: DocumentLink): Promise<Opened> {
  const standing = standingOf(ports, link)
  if (standing === 'forged') return { standing: 'unknown' }
  if (standing === 'expired') return { standing }
  return openers[link.kind](ports, link)
}

async function openInvoice({ db, documents }: Ports, { subject_id }: DocumentLink): Promise<Opened> {
  const invoice = await latestInvoice(db, subject_id)
  if (!invoice) return { standing: 'unknown' }
  const { content } = invoice
  return { standing: 'open', number: content.number, pdf: await documents.invoice(content) }
}

async function openReceipt({ db, documents }: Ports, { subject_id }: DocumentLink): Promise<Opened> {
  const order = await db.selectFrom('orders').selectAll().where('id', '=', subject_id).executeTakeFirst()
  const content = order && (await receiptContent(db, order))
  if (!content) return { standing: 'unknown' }
  return { standing: 'open', number: content.number, pdf: await documents.receipt(content) }
}

async function openCancellation({ db, documents }: Ports, { subject_id }: DocumentLink): Promise<Opened> {
  const content = await cancellationContent(db, subject_id)
  if (!content) return { standing: 'unknown' }
  return { standing: 'open', number: content.id, pdf: await documents.cancellation(content) }
}

const openers: Record<DocumentKind, (ports: Ports, link: DocumentLink) => Promise<Opened>> = {
  invoice: openInvoice,
  receipt: openReceipt,
  cancellation: openCancellation,
}
