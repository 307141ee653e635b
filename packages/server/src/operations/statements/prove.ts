import type {
  checkStatement as checkContract,
  proveStatement as proveContract,
} from '@verge/polar/contract/statements'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import { isRefusal, Refusal } from '@verge/polar/refusals'
import { byAddressOnPages } from '../../billing/sign-in.ts'
import type { LeavingStatementRow } from '../../db/tables/leaving.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import type { Anonymous, CustomerActor } from '../actor.ts'
import { hashOf } from '../customer-sessions/token.ts'
import { giveBack } from '../leaving/withdraw.ts'
import { getReceipt } from '../receipts/get.ts'
import { countAddress } from '../limits/count.ts'
import { lockSubscription } from '../subscriptions/lock.ts'
import { carryOut } from './carry-out.ts'
import { meantBy, runningOf, type Running } from './meant.ts'

type Proven = OutputOf<typeof proveContract>

export async function checkStatement(
  ports: Ports,
  actor: Anonymous,
  { query }: InputOf<typeof checkContract>,
): Promise<OutputOf<typeof checkContract>> {
  await countAddress(ports, actor, 'statements at', byAddressOnPages)
  const { id, kind, contract, created_at } = await byToken(ports.db, ports, query!.token)
  return { id, kind, contract, received_at: created_at }
}

/** Whoever reads the mails of the address is told what is theirs, and it is carried out. Opened twice, it is done once. */
export async function proveStatement(
  ports: Ports,
  actor: Anonymous,
  { body }: InputOf<typeof proveContract>,
): Promise<Proven> {
  await countAddress(ports, actor, 'statements at', byAddressOnPages)
  const { id } = await byToken(ports.db, ports, body.token)
  try {
    const { carried, refund_ids } = await ports.db
      .transaction()
      .execute((tx) => prove(tx, ports, id, body.subscription_id))
    await giveBack(ports, refund_ids)
    return 'outcome' in carried ? carried : await carriedOut(ports, carried)
  } catch (error) {
    if (!isRefusal(error, 'WithdrawalNotPossible')) throw error
    return passedOn(await byToken(ports.db, ports, body.token))
  }
}

async function prove(tx: Tx, ports: Ports, id: string, chosen: string | undefined) {
  const statement = await tx
    .selectFrom('leaving_statements')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (statement.carried_out_at) return { carried: statement, refund_ids: [] }
  if (!statement.proven_at) {
    const proven_at = ports.clock.now()
    await tx.updateTable('leaving_statements').set({ proven_at }).where('id', '=', id).execute()
  }
  const running = await runningOf(tx, statement)
  const meant = chosen ? running.find((one) => one.id === chosen) : meantBy(statement.contract, running)
  if (running.length === 0) return { carried: passedOn(statement), refund_ids: [] }
  if (!meant) return { carried: toChoose(statement, running), refund_ids: [] }
  if (isLater(statement, meant)) return { carried: passedOn(statement), refund_ids: [] }
  const subscription = await lockSubscription(tx, meant.id, statement)
  const { receipt_id, refund_ids } = await carryOut(tx, ports, statement, subscription)
  return { carried: { receipt_id, subscription_id: subscription.id }, refund_ids }
}

function toChoose({ kind }: LeavingStatementRow, running: readonly Running[]): Proven {
  const candidates = running.map((one) => ({
    subscription_id: one.id,
    product: one.product,
    ends_at: kind === 'withdrawal' || one.leaves_at_once ? null : one.current_period_end,
  }))
  return { outcome: 'choose', candidates }
}

function passedOn({ created_at }: LeavingStatementRow): Proven {
  return { outcome: 'passed_on', received_at: created_at }
}

/** Whoever wants to end it in a later period is heard by a person: until then it goes on. */
function isLater({ kind, wished_end }: LeavingStatementRow, { current_period_end }: Running): boolean {
  return kind === 'cancellation' && wished_end !== null && new Date(wished_end) > current_period_end
}

async function carriedOut(
  ports: Ports,
  { receipt_id, subscription_id }: Pick<LeavingStatementRow, 'receipt_id' | 'subscription_id'>,
): Promise<Proven> {
  if (!receipt_id) return { outcome: 'ended_before' }
  const { organization_id, customer_id } = await ports.db
    .selectFrom('subscriptions')
    .select(['organization_id', 'customer_id'])
    .where('id', '=', subscription_id!)
    .executeTakeFirstOrThrow()
  const owner: CustomerActor = { kind: 'customer', organization_id, customer_id, session_id: receipt_id }
  return { outcome: 'carried_out', receipt: await getReceipt(ports, owner, { params: { id: receipt_id } }) }
}

/** @throws ResourceUnavailable for one that we never gave out, too */
async function byToken(
  db: Database,
  { clock, secret }: Pick<Ports, 'clock' | 'secret'>,
  token: string,
): Promise<LeavingStatementRow> {
  const found = await db
    .selectFrom('leaving_statements')
    .selectAll()
    .where('token_hash', '=', hashOf(token, { secret }))
    .executeTakeFirst()
  if (found && found.token_expires_at > clock.now()) return found
  throw new Refusal('ResourceUnavailable', 'This link no longer works. The declaration still counts.')
}
