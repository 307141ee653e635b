import type {
  getReceipt as getContract,
  getReceiptDocument as documentContract,
  getReceiptKeys as keysContract,
  listReceipts as listContract,
  Receipt,
} from '@verge/polar/contract/receipts'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import type { ReceiptRow } from '../../db/tables/leaving.ts'
import type { Database, Ports } from '../../ports/ports.ts'
import type { Anonymous, CustomerActor } from '../actor.ts'
import { linkTo } from '../orders/document-link.ts'
import { listed, newestFirst, pageThrough } from '../listing.ts'
import { sealingKeyOf } from './key.ts'
import { saidIn } from './read.ts'

export async function listReceipts(
  { db }: Ports,
  { customer_id }: CustomerActor,
  { query }: InputOf<typeof listContract>,
): Promise<OutputOf<typeof listContract>> {
  let found = db
    .selectFrom('cancellation_receipts')
    .where('customer_id', '=', customer_id)
    .where('seal', 'is not', null)
  if (query?.subscription_id) found = found.where('subscription_id', '=', query.subscription_id)
  if (query?.order_id) found = found.where('order_id', '=', query.order_id)
  const { rows, count } = await pageThrough(found, undefined, newestFirst)
  return listed(rows.map(presentReceipt), count, undefined)
}

export async function getReceipt(
  { db }: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof getContract>,
): Promise<Receipt> {
  return presentReceipt(await ownReceipt(db, actor, params.id))
}

export async function getReceiptDocument(
  ports: Ports,
  actor: CustomerActor,
  { params }: InputOf<typeof documentContract>,
): Promise<OutputOf<typeof documentContract>> {
  const { id } = await ownReceipt(ports.db, actor, params.id)
  return { url: linkTo(ports, 'cancellation', id) }
}

/** Those that were ever used, and the one that is used now: a receipt may be checked the moment that it is given. */
export async function getReceiptKeys(
  ports: Ports,
  _actor: Anonymous,
  { params }: InputOf<typeof keysContract>,
): Promise<OutputOf<typeof keysContract>> {
  const organization = await ports.db
    .selectFrom('organizations')
    .select('id')
    .where('slug', '=', params.slug)
    .executeTakeFirst()
  if (!organization) throw notFound()
  const current = sealingKeyOf(ports, organization.id)
  const earlier = await ports.db
    .selectFrom('receipt_keys')
    .select(['id', 'public_key'])
    .where('organization_id', '=', organization.id)
    .where('id', '<>', current.id)
    .orderBy('created_at', 'desc')
    .execute()
  const all = [current, ...earlier]
  return { keys: all.map(({ id, public_key }) => ({ ...public_key, kid: id, alg: 'EdDSA', use: 'sig' })) }
}

async function ownReceipt(db: Database, { customer_id }: CustomerActor, id: string): Promise<ReceiptRow> {
  const found = await db
    .selectFrom('cancellation_receipts')
    .selectAll()
    .where('id', '=', id)
    .where('customer_id', '=', customer_id)
    .where('seal', 'is not', null)
    .executeTakeFirst()
  if (!found) throw notFound()
  return found
}

/** Told as it was sealed: a customer who has another name since then had that one when they left. */
function presentReceipt({
  id,
  created_at,
  subscription_id,
  order_id,
  seal,
  taken_back_at,
}: ReceiptRow): Receipt {
  const says = saidIn(seal!)
  if (says?.type !== 'receipt') throw new Error(`The receipt ${id} holds something else`)
  const { type: _type, iss: _iss, jti: _jti, iat: _iat, sub: _sub, further_charge: _none, ...told } = says
  return { id, created_at, subscription_id, order_id, ...told, taken_back_at, seal: seal! }
}
