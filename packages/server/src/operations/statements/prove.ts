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
import { giveBack } from '../leaving/payments.ts'
import { lockOrder } from '../orders/lock.ts'
import { getReceipt } from '../receipts/get.ts'
import { countAddress } from '../limits/count.ts'
import { lockSubscription } from '../subscriptions/lock.ts'
import { carryOut, type Meant } from './carry-out.ts'
import { contractsOf, meantBy, type Contract } from './meant.ts'

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
      .execute((tx) => prove(tx, ports, id, body.contract_id))
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
  const contracts = await contractsOf(tx, statement)
  const meant = chosen ? contracts.find((one) => one.id === chosen) : meantBy(statement.contract, contracts)
  if (contracts.length === 0) return { carried: passedOn(statement), refund_ids: [] }
  if (!meant) return { carried: toChoose(statement, contracts), refund_ids: [] }
  if (isLater(statement, meant)) return { carried: passedOn(statement), refund_ids: [] }
  const { receipt_id, refund_ids } = await carryOut(tx, ports, statement, await lock(tx, statement, meant))
  return { carried: { receipt_id }, refund_ids }
}

async function lock(tx: Tx, statement: LeavingStatementRow, { id, running }: Contract): Promise<Meant> {
  return running
    ? { subscription: await lockSubscription(tx, id, statement) }
    : { order: (await lockOrder(tx, id)).order }
}

function toChoose({ kind }: LeavingStatementRow, contracts: readonly Contract[]): Proven {
  const candidates = contracts.map(({ id, product, running }) => ({
    contract_id: id,
    product,
    ends_at: kind === 'withdrawal' || !running || running.leaves_at_once ? null : running.current_period_end,
  }))
  return { outcome: 'choose', candidates }
}

function passedOn({ created_at }: LeavingStatementRow): Proven {
  return { outcome: 'passed_on', received_at: created_at }
}

/** Whoever wants to end it in a later period is heard by a person: until then it goes on. */
function isLater({ kind, wished_end }: LeavingStatementRow, { running }: Contract): boolean {
  if (kind !== 'cancellation' || wished_end === null || !running) return false
  return new Date(wished_end) > running.current_period_end
}

async function carriedOut(
  ports: Ports,
  { receipt_id }: Pick<LeavingStatementRow, 'receipt_id'>,
): Promise<Proven> {
  if (!receipt_id) return { outcome: 'ended_before' }
  const { organization_id, customer_id } = await ports.db
    .selectFrom('cancellation_receipts')
    .select(['organization_id', 'customer_id'])
    .where('id', '=', receipt_id)
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
