import type {
  carryOutStatement as carryOutContract,
  listStatements as listContract,
} from '@verge/polar/contract/statements'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { notFound, Refusal } from '@verge/polar/refusals'
import type { LeavingStatementRow } from '../../db/tables/leaving.ts'
import type { OrderRow } from '../../db/tables/orders.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { OrganizationActor } from '../actor.ts'
import { giveBack } from '../leaving/payments.ts'
import { listed, newestFirst, pageThrough } from '../listing.ts'
import { requireOrder } from '../orders/find.ts'
import { lockOrder } from '../orders/lock.ts'
import { lockSubscription } from '../subscriptions/lock.ts'
import { carryOut } from './carry-out.ts'

type Statement = OutputOf<typeof carryOutContract>

export async function listStatements(
  { db }: Ports,
  { organization_id }: OrganizationActor,
  { query }: InputOf<typeof listContract>,
): Promise<OutputOf<typeof listContract>> {
  const found = db.selectFrom('leaving_statements').where('organization_id', '=', organization_id)
  const { rows, count } = await pageThrough(found, query, newestFirst)
  return listed(rows.map(presentStatement), count, query)
}

export async function carryOutStatement(
  ports: Ports,
  actor: OrganizationActor,
  { params, body }: InputOf<typeof carryOutContract>,
): Promise<Statement> {
  const refund_ids = await ports.db.transaction().execute(async (tx) => {
    const statement = await tx
      .selectFrom('leaving_statements')
      .selectAll()
      .where('id', '=', params.id)
      .where('organization_id', '=', actor.organization_id)
      .forUpdate()
      .executeTakeFirst()
    if (!statement) throw notFound()
    if (statement.carried_out_at)
      throw new Refusal(
        'ResourceUnavailable',
        'This declaration was carried out before. Nothing was changed.',
      )
    const meant = body.order_id
      ? { order: await lockSellersOrder(tx, actor, body.order_id) }
      : { subscription: await lockSubscription(tx, body.subscription_id!, actor) }
    return (await carryOut(tx, ports, statement, meant)).refund_ids
  })
  await giveBack(ports, refund_ids)
  const now = await ports.db
    .selectFrom('leaving_statements')
    .selectAll()
    .where('id', '=', params.id)
    .executeTakeFirstOrThrow()
  return presentStatement(now)
}

async function lockSellersOrder(tx: Tx, actor: OrganizationActor, id: string): Promise<OrderRow> {
  await requireOrder(tx, actor, id)
  return (await lockOrder(tx, id)).order
}

function presentStatement(row: LeavingStatementRow): Statement {
  const { organization_id: _seller, idempotency_key: _key, seal: _seal, ...told } = row
  const { token_hash: _hash, token_expires_at: _end, ...statement } = told
  return statement
}
