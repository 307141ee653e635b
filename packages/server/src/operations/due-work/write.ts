import { sql } from 'kysely'
import type { DueKind, Dues } from '../../billing/due-work.ts'
import { recordsOf, unanswered } from '../../db/rows.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { DueState } from './state.ts'

type Writer = Pick<Ports, 'clock' | 'queue'>

interface Entry {
  kind: DueKind
  subject_id: string
  due_at: Date | null
}

/** Writes only what is new or different, which for most changes is nothing. */
export function writeChangedDues(
  tx: Tx,
  ports: Writer,
  steps: readonly { id: string; before: Dues; after: Dues }[],
): Promise<void> {
  const changed = steps.flatMap(({ id, before, after }) =>
    entriesOf({ id, dues: after }).filter(
      ({ kind, due_at }) => (before[kind]?.getTime() ?? null) !== (due_at?.getTime() ?? null),
    ),
  )
  return write(tx, ports, changed)
}

/** Whatever stands there, the rows say afterwards what the state says. */
export function writeDues(tx: Tx, ports: Writer, states: readonly DueState[]): Promise<void> {
  return write(tx, ports, states.flatMap(entriesOf))
}

function entriesOf({ id, dues }: DueState): Entry[] {
  return Object.entries(dues).map(([kind, due_at]) => ({ kind: kind as DueKind, subject_id: id, due_at }))
}

/** A new date is a new beginning: no lease, no waiting, no failure and no parking of the old one counts for it. */
async function write(tx: Tx, { clock, queue }: Writer, entries: readonly Entry[]): Promise<void> {
  const gone = entries.filter(({ due_at }) => due_at === null)
  const dated = entries.filter(({ due_at }) => due_at !== null)
  if (gone.length > 0) {
    await sql`${unanswered}
      DELETE FROM due_work USING ${recordsOf('due_work', gone)} AS gone
      WHERE due_work.kind = gone.kind AND due_work.subject_id = gone.subject_id
    `.execute(tx)
  }
  if (dated.length === 0) return
  const { rows } = await sql<{ due_at: Date }>`
    INSERT INTO due_work (kind, subject_id, due_at, modified_at)
    SELECT kind, subject_id, due_at, ${clock.now()}::timestamptz FROM ${recordsOf('due_work', dated)}
    ON CONFLICT (kind, subject_id) DO UPDATE SET
      due_at = excluded.due_at, modified_at = excluded.modified_at, tries = 0, waiting_since = NULL,
      leased_until = NULL, lease_holder = NULL, parked_at = NULL, parked_reason = NULL, released_at = NULL
    WHERE due_work.due_at <> excluded.due_at
    RETURNING due_at
  `.execute(tx)
  // One call for an instant wakes whoever will do all of it.
  const instants = new Set(rows.map(({ due_at }) => due_at.getTime()))
  if (instants.size > 0)
    await queue.wake(
      tx,
      Array.from(instants, (instant) => new Date(instant)),
    )
}
