import { sql } from 'kysely'
import { addSeconds } from '../../billing/billing-period.ts'
import { backOff, batchSize, daysLateMax, triesMax, waitOf, type DueKind } from '../../billing/due-work.ts'
import { recordsOf } from '../../db/rows.ts'
import type { Database, Ports, Tx } from '../../ports/ports.ts'
import { readDues } from './state.ts'
import { writeDues } from './write.ts'

/** One worker's right to do these things, until somebody else takes them over. */
export interface Claim {
  kind: DueKind
  subject_ids: readonly string[]
  /** Claims in a row of which nothing came, this one included. */
  tries: number
  holder: string
  fence: number
}

/** Too late to be done without somebody's word; nothing of the transaction that found it is done. */
export class HeldBack extends Error {
  override readonly name = 'HeldBack'
  readonly subject_ids: readonly string[]

  constructor(subject_ids: readonly string[]) {
    super(
      `Due for more than ${daysLateMax} days. The clock may be wrong, so nobody was charged. Release it if it is right.`,
    )
    this.subject_ids = subject_ids
  }
}

type Books = Pick<Ports, 'db' | 'clock'>

/** Webhooks wait for strangers, so they are sent beside all the rest and hold nothing of it up. */
export type Share = 'webhooks' | 'books'

/** Long enough for a batch; what a dead process held waits no longer. */
const leaseSeconds = 15
/** No lease and no waiting reaches further. One that does was given by a clock that has stepped back since. */
const reachSeconds = 3_700
const claimedAtOnce = 100

interface Claimed {
  kind: DueKind
  subject_id: string
  due_at: Date
  tries: number
  fence: number
}

/**
 * Takes what is due, the earliest first, while others that do the same take what comes behind it. Neighbours of one kind
 * make one claim.
 */
export async function claimDue({ db, clock }: Books, holder: string, share?: Share): Promise<Claim[]> {
  const now = clock.now()
  const { rows } = await sql<Claimed>`
    WITH earliest AS (
      SELECT kind, subject_id FROM due_work
      WHERE due_at <= ${now} AND parked_at IS NULL AND tries < ${triesMax} AND ${isFree(now)} AND ${isOf(share)}
      ORDER BY due_at, kind, subject_id
      LIMIT ${claimedAtOnce} FOR UPDATE SKIP LOCKED
    ), token AS (SELECT nextval('due_work_fence') AS fence)
    UPDATE due_work SET
      leased_until = ${addSeconds(now, leaseSeconds)}, lease_holder = ${holder},
      fence = token.fence, tries = due_work.tries + 1, modified_at = ${now}
    FROM earliest, token
    WHERE due_work.kind = earliest.kind AND due_work.subject_id = earliest.subject_id
    RETURNING due_work.kind, due_work.subject_id, due_work.due_at, due_work.tries, due_work.fence
  `.execute(db)
  return grouped(rows.toSorted(byTurn), holder)
}

function isOf(share: Share | undefined) {
  if (!share) return sql<boolean>`true`
  return share === 'webhooks' ? sql<boolean>`kind = 'webhook'` : sql<boolean>`kind <> 'webhook'`
}

function isFree(now: Date) {
  return sql<boolean>`(leased_until IS NULL OR leased_until <= ${now} OR leased_until > ${addSeconds(now, reachSeconds)})`
}

function byTurn(one: Claimed, other: Claimed): number {
  const turn = ({ due_at, kind, subject_id }: Claimed) => `${due_at.toISOString()} ${kind} ${subject_id}`
  return turn(one) < turn(other) ? -1 : 1
}

function grouped(rows: readonly Claimed[], holder: string): Claim[] {
  const claims: (Claim & { subject_ids: string[] })[] = []
  for (const { kind, subject_id, tries, fence } of rows) {
    const last = claims.at(-1)
    if (last?.kind === kind && last.tries === tries && last.subject_ids.length < batchSize(tries))
      last.subject_ids.push(subject_id)
    else claims.push({ kind, subject_ids: [subject_id], tries, holder, fence })
  }
  return claims
}

/** By subject, and whether somebody's word lets it go on. */
export type Held = ReadonlyMap<string, { isReleased: boolean }>

/**
 * Those of the claim that nobody has taken over: asked in the transaction that does the work, after its other locks, and
 * locked until it ends. Without a claim, somebody asks for the thing itself.
 */
export async function held(tx: Tx, claim: Claim | null, subject_ids: readonly string[]): Promise<Held> {
  if (!claim) return new Map(subject_ids.map((id) => [id, { isReleased: true }]))
  const rows = await tx
    .selectFrom('due_work')
    .select(['subject_id', 'released_at'])
    .where('kind', '=', claim.kind)
    .where('subject_id', 'in', subject_ids)
    .where('fence', '=', claim.fence)
    .where('lease_holder', '=', claim.holder)
    .orderBy('subject_id')
    .forUpdate()
    .execute()
  return new Map(
    rows.map(({ subject_id, released_at }) => [subject_id, { isReleased: released_at !== null }]),
  )
}

/**
 * After the work. What the state has not dated anew by itself is compared with it; what is still due, because an answer
 * is awaited, is tried again in a while.
 */
export async function concludeClaim(ports: Ports, claim: Claim): Promise<void> {
  const left = await ports.db
    .selectFrom('due_work')
    .select(['subject_id', 'waiting_since'])
    .where('kind', '=', claim.kind)
    .where('subject_id', 'in', claim.subject_ids)
    .where('fence', '=', claim.fence)
    .where('lease_holder', '=', claim.holder)
    .execute()
  if (left.length === 0) return
  const subject_ids = left.map(({ subject_id }) => subject_id)
  const now = ports.clock.now()
  const waits = left.map(({ subject_id, waiting_since }) => ({
    subject_id,
    waiting_since: waiting_since ?? now,
    leased_until: waitOf(waiting_since ?? now, now),
  }))
  await ports.db.transaction().execute(async (tx) => {
    const states = await readDues[claim.kind](tx, subject_ids, true)
    await writeDues(tx, ports, states)
    await sql`
      UPDATE due_work SET
        waiting_since = wait.waiting_since, leased_until = wait.leased_until,
        lease_holder = NULL, tries = 0, modified_at = ${now}
      FROM ${recordsOf('due_work', waits)} AS wait
      WHERE due_work.kind = ${claim.kind} AND due_work.subject_id = wait.subject_id
        AND due_work.fence = ${claim.fence} AND due_work.lease_holder = ${claim.holder}
    `.execute(tx)
  })
}

/** Given back untouched, for others to take at once. */
export async function releaseClaims({ db, clock }: Ports, claims: readonly Claim[]): Promise<void> {
  for (const claim of claims) {
    await ofClaim(db, claim)
      .set((eb) => ({
        leased_until: null,
        lease_holder: null,
        tries: eb('tries', '-', 1),
        modified_at: clock.now(),
      }))
      .execute()
  }
}

/** Tried again later, and after too many failures in a row parked. Says whether it came to that. */
export async function failClaim(ports: Books, claim: Claim, reason: string): Promise<boolean> {
  const isLast = claim.tries >= triesMax
  if (isLast) await parkClaim(ports, claim, reason)
  else {
    const now = ports.clock.now()
    await ofClaim(ports.db, claim)
      .set({ leased_until: backOff(claim.tries, now), lease_holder: null, modified_at: now })
      .execute()
  }
  return isLast
}

/** Left for somebody to look at; what is behind it goes on. */
export async function parkClaim({ db, clock }: Books, claim: Claim, parked_reason: string): Promise<void> {
  const now = clock.now()
  await ofClaim(db, claim)
    .set({ parked_at: now, parked_reason, leased_until: null, lease_holder: null, modified_at: now })
    .execute()
}

function ofClaim(db: Database | Tx, { kind, subject_ids, fence, holder }: Claim) {
  return db
    .updateTable('due_work')
    .where('kind', '=', kind)
    .where('subject_id', 'in', subject_ids)
    .where('fence', '=', fence)
    .where('lease_holder', '=', holder)
}

/** When the next thing falls due that nobody has parked, or its lease runs out; null: nothing until then. */
export async function nextDue({ db }: Pick<Ports, 'db'>, until: Date, share?: Share): Promise<Date | null> {
  const next = await db
    .selectFrom('due_work')
    .select(sql<Date>`greatest(due_at, leased_until)`.as('at'))
    .where('parked_at', 'is', null)
    .where('due_at', '<=', until)
    .where(isOf(share))
    .where(sql<boolean>`coalesce(leased_until <= ${until}, true)`)
    .orderBy('at')
    .limit(1)
    .executeTakeFirst()
  return next?.at ?? null
}
