import type { declareLeaving as contract } from '@verge/polar/contract/statements'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound } from '@verge/polar/refusals'
import { addDays } from '../../billing/billing-period.ts'
import { byAddressOnPages, byEmail } from '../../billing/sign-in.ts'
import type { LeavingStatementRow } from '../../db/tables/leaving.ts'
import type { OrganizationRow } from '../../db/tables/organizations.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { Anonymous } from '../actor.ts'
import { hashOf, newToken } from '../customer-sessions/token.ts'
import { tellSeller } from '../emails/tell-seller.ts'
import { countAddress, countAsked } from '../limits/count.ts'
import { seal } from '../receipts/seal.ts'
import { mailStatement } from './mail.ts'

type Declared = OutputOf<typeof contract>
type Body = InputOf<typeof contract>['body']

const linkDays = 14

/**
 * Takes the declaration down with its time, and confirms it. Nobody is looked up: the answer, its time and the mail are the
 * same whether anybody has the address or not.
 */
export async function declareLeaving(
  ports: Ports,
  actor: Anonymous,
  { body }: InputOf<typeof contract>,
): Promise<Declared> {
  const { db } = ports
  const organization = await db
    .selectFrom('organizations')
    .selectAll()
    .where('id', '=', body.organization_id)
    .executeTakeFirst()
  if (!organization) throw notFound()
  const before = await declaredBefore(db, body)
  if (before) return before
  await countAddress(ports, actor, 'statements at', byAddressOnPages)
  await countAsked(ports, byEmail, `statement for ${organization.id} ${body.email.toLowerCase()}`)
  return db.transaction().execute((tx) => takeDown(tx, ports, organization, body))
}

async function takeDown(tx: Tx, ports: Ports, organization: OrganizationRow, body: Body): Promise<Declared> {
  const { clock, ids, publicUrl } = ports
  const now = clock.now()
  const { organization_id, kind, name, email, contract: about, wished_end, reason, idempotency_key } = body
  const id = ids.uuid()
  const text = await seal(tx, ports, organization_id, {
    type: 'statement',
    iss: `${publicUrl}/${organization.slug}`,
    jti: id,
    iat: Math.floor(now.getTime() / 1000),
    kind,
    organization: organization.name,
    customer_name: name,
    customer_email: email,
    received_at: now,
    contract: about,
    wished_end,
  })
  const token = newToken('polar_lst_', ports)
  const statement: LeavingStatementRow = {
    id,
    created_at: now,
    organization_id,
    kind,
    name,
    email,
    contract: about,
    wished_end,
    reason,
    idempotency_key,
    seal: text,
    token_hash: hashOf(token, ports),
    token_expires_at: addDays(now, linkDays),
    proven_at: null,
    subscription_id: null,
    order_id: null,
    carried_out_at: null,
    receipt_id: null,
  }
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('leaving_statements')
    .values(statement)
    .onConflict((on) => on.columns(['organization_id', 'idempotency_key']).doNothing())
    .executeTakeFirstOrThrow()
  // The same form, sent twice at the same time.
  if (!numInsertedOrUpdatedRows) return (await declaredBefore(tx, body))!
  await mailStatement(tx, ports, organization, statement, { token, locale: body.locale })
  await tellSeller(tx, ports, 'leaving_statement', id, { organization_id, cause: id })
  return { id, received_at: now, seal: text }
}

async function declaredBefore(
  db: Database | Tx,
  { organization_id, idempotency_key }: Body,
): Promise<Declared | null> {
  const found = await db
    .selectFrom('leaving_statements')
    .select(['id', 'created_at', 'seal'])
    .where('organization_id', '=', organization_id)
    .where('idempotency_key', '=', idempotency_key)
    .executeTakeFirst()
  return found ? { id: found.id, received_at: found.created_at, seal: found.seal } : null
}
