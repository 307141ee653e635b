import { sql } from 'kysely'
import type { Tx } from '../../ports/ports.ts'
import { dateOf, type Facts, type Line } from './facts.ts'
import type { About, MailKind } from './kinds.ts'
import type { Seller } from './letter.ts'
import { writeMails, type Writer } from './write.ts'

/** What changed, and whom it concerns: a subscription, an order, or the customer. */
export interface Subject extends Pick<About, 'subscription_id'> {
  id: string
  version: number
  customer_id: string
  /** Where it is about an order of a subscription. */
  order_id?: string
  product_id?: string | null
  /** The date that the mail speaks of. */
  current_period_end?: Date
  facts?: Facts
  lines?: readonly Line[]
  /** Where it is told of something else than this version. */
  key?: string
}

/** Told once of this version. */
export async function queueMail(
  tx: Tx,
  ports: Writer,
  kind: MailKind,
  about: Subject,
  facts: Facts = {},
): Promise<void> {
  await queueMails(tx, ports, kind, [{ ...about, facts: { ...about.facts, ...facts } }])
}

export async function queueMails(
  tx: Tx,
  ports: Writer,
  kind: MailKind,
  all: readonly Subject[],
): Promise<void> {
  const readers = await readersOf(tx, all)
  const mails = readers.map(({ position, product, ...reader }) => {
    const { id, version, customer_id, current_period_end, ...about } = all[position]!
    return {
      kind,
      key: about.key ?? `${kind}:${id}:${version}`,
      customer_id,
      ...reader,
      // An order names its subscription, or says that it has none.
      about: {
        subscription_id: about.subscription_id === undefined ? id : about.subscription_id,
        order_id: about.order_id ?? id,
      },
      facts: {
        ...(product !== null && { product }),
        ...(current_period_end && { date: dateOf(current_period_end) }),
        ...about.facts,
      },
      ...(about.lines && { lines: about.lines }),
    }
  })
  await writeMails(tx, ports, mails)
}

interface Reader {
  position: number
  recipient: string
  locale: string | null
  seller: Seller
  product: string | null
}

/** Where each goes and in which language, with the names that stand in it. */
async function readersOf(tx: Tx, all: readonly Subject[]): Promise<Reader[]> {
  if (all.length === 0) return []
  const asked = all.map(({ customer_id, product_id = null }, position) => ({
    position,
    customer_id,
    product_id,
  }))
  const { rows } = await sql<Reader>`
    SELECT asked.position, customer.email AS recipient, customer.locale, product.name AS product,
      jsonb_build_object('name', seller.name, 'slug', seller.slug, 'email', seller.email) AS seller
    FROM jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) AS asked (position integer, customer_id uuid, product_id uuid)
    JOIN customers AS customer ON customer.id = asked.customer_id
    JOIN organizations AS seller ON seller.id = customer.organization_id
    LEFT JOIN products AS product ON product.id = asked.product_id
    ORDER BY asked.position
  `.execute(tx)
  return rows
}
