import type { RateLimit } from '../../billing/rate-limit.ts'
import type { Ports } from '../../ports/ports.ts'
import { countAsked } from '../limits/count.ts'
import { cancellationContent } from '../receipts/document.ts'
import { latestInvoice, receiptContent } from './document-content.ts'
import { standingOf, type DocumentKind, type DocumentLink } from './document-link.ts'

type Opened =
  | { standing: 'open'; number: string; pdf: Uint8Array }
  | { standing: 'expired' }
  /** A link that we never gave out, or to what does not exist. */
  | { standing: 'unknown' }

interface Found {
  customer_id: string
  number: string
  draw(): Promise<Uint8Array>
}

/** Drawing one keeps a processor busy for a moment, and a link can be followed as often as somebody likes. */
const drawnForEach: RateLimit = { windows: [{ seconds: 60, max: 10 }] }

/** @throws TooManyRequests where documents of this customer were opened too often, by whoever has the links */
export async function openDocument(ports: Ports, link: DocumentLink): Promise<Opened> {
  const standing = standingOf(ports, link)
  if (standing === 'forged') return { standing: 'unknown' }
  if (standing === 'expired') return { standing }
  const found = await finders[link.kind](ports, link)
  if (!found) return { standing: 'unknown' }
  await countAsked(ports, drawnForEach, `documents of ${found.customer_id}`)
  return { standing: 'open', number: found.number, pdf: await found.draw() }
}

async function findInvoice({ db, documents }: Ports, { subject_id }: DocumentLink): Promise<Found | null> {
  const order = await findOrder(db, subject_id)
  const invoice = order && (await latestInvoice(db, order.id))
  if (!invoice) return null
  const { content } = invoice
  return {
    customer_id: order.customer_id,
    number: content.number,
    draw: () => documents.invoice(content),
  }
}

async function findReceipt({ db, documents }: Ports, { subject_id }: DocumentLink): Promise<Found | null> {
  const order = await findOrder(db, subject_id)
  const content = order && (await receiptContent(db, order))
  if (!content) return null
  return { customer_id: order.customer_id, number: content.number, draw: () => documents.receipt(content) }
}

async function findCancellation(
  { db, documents }: Ports,
  { subject_id }: DocumentLink,
): Promise<Found | null> {
  const found = await cancellationContent(db, subject_id)
  if (!found) return null
  const { customer_id, content } = found
  return { customer_id, number: content.id, draw: () => documents.cancellation(content) }
}

const findOrder = (db: Ports['db'], id: string) =>
  db.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirst()

const finders: Record<DocumentKind, (ports: Ports, link: DocumentLink) => Promise<Found | null>> = {
  invoice: findInvoice,
  receipt: findReceipt,
  cancellation: findCancellation,
}
