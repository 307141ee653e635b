import { sql } from 'kysely'
import type { DueKind } from '../../billing/due-work.ts'
import type { Tables } from '../../db/tables.ts'
import type { Ports } from '../../ports/ports.ts'
import { readDues, type DueState } from './state.ts'
import { writeDues } from './write.ts'

const pageSize = 500

interface Source {
  table: keyof Tables
  /** Where anything may fall due at all: rather too many rows than too few. */
  where: ReturnType<typeof sql<boolean>>
}

const sources: Record<DueKind, Source> = {
  attempt: {
    table: 'payment_attempts',
    where: sql`status IN ('unknown', 'requires_action', 'processing') OR refund_status = 'pending'`,
  },
  card_expiry: { table: 'payment_methods', where: sql`deleted_at IS NULL` },
  card_removal: { table: 'payment_methods', where: sql`deleted_at IS NOT NULL AND detached_at IS NULL` },
  checkout: { table: 'checkouts', where: sql`status IN ('open', 'confirmed')` },
  payment_retry: { table: 'orders', where: sql`next_payment_attempt_at IS NOT NULL` },
  period_end: { table: 'subscriptions', where: sql`ended_at IS NULL` },
  processor_event: { table: 'processor_events', where: sql`status = 'received'` },
  refund: { table: 'refunds', where: sql`status = 'pending'` },
  reminder: { table: 'subscriptions', where: sql`ended_at IS NULL` },
  revocation: { table: 'subscriptions', where: sql`status = 'past_due'` },
  resumption: { table: 'subscriptions', where: sql`resumes_at IS NOT NULL` },
  webhook: { table: 'webhook_events', where: sql`next_attempt_at IS NOT NULL` },
}

/** Compares the state with what falls due by it, and puts back what is missing or wrong. Says how much there was. */
export async function repairDueWork(ports: Ports): Promise<number> {
  let repaired = 0
  for (const kind of Object.keys(sources) as DueKind[]) {
    for (let last: string | undefined; ;) {
      const page = await pageAfter(ports, sources[kind], last)
      if (page.length === 0) break
      last = page.at(-1)
      repaired += await repair(ports, kind, page)
    }
  }
  return repaired
}

async function pageAfter({ db }: Ports, { table, where }: Source, last = zero): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM ${sql.table(table)} WHERE id > ${last} AND (${where}) ORDER BY id LIMIT ${pageSize}
  `.execute(db)
  return rows.map(({ id }) => id)
}
const zero = '00000000-0000-0000-0000-000000000000'

/** Nothing is locked for what is right, which is nearly always everything. */
async function repair(ports: Ports, kind: DueKind, ids: readonly string[]): Promise<number> {
  const wrong = await differing(ports, kind, await readDues[kind](ports.db, ids, false))
  if (wrong.length === 0) return 0
  await ports.db.transaction().execute(async (tx) => {
    await writeDues(tx, ports, await readDues[kind](tx, wrong, true))
  })
  return wrong.length
}

async function differing({ db }: Ports, kind: DueKind, states: readonly DueState[]): Promise<string[]> {
  const ids = states.map(({ id }) => id)
  const rows = await db
    .selectFrom('due_work')
    .select(['subject_id', 'due_at'])
    .where('kind', '=', kind)
    .where('subject_id', 'in', ids)
    .execute()
  const written = new Map(rows.map(({ subject_id, due_at }) => [subject_id, due_at.getTime()]))
  return states.filter(({ id, dues }) => written.get(id) !== dues[kind]?.getTime()).map(({ id }) => id)
}
