import type { Store } from '../copy/copy.ts'
import { leaseMs } from '../lease.ts'

interface Row {
  claimedAt: Date
  handledAt: Date | null
}

interface NewEvent {
  id: string
  type: string
  /** Null: nothing of it has to be kept. */
  payload: string | null
}

const model = 'polarEvent'
const never = new Date(0)

/** Who may handle this event: one process at a time, until it was handled to the end. */
export async function claim(
  store: Store,
  { id, type, payload }: NewEvent,
  now: Date,
): Promise<'ours' | 'handled' | 'underway'> {
  const where = [{ field: 'eventId', value: id }]
  const row = await store.findOne<Row>({ model, where })
  if (!row) {
    try {
      const data = { eventId: id, type, payload, claimedAt: now, handledAt: null }
      await store.create({ model, data })
      return 'ours'
    } catch (error) {
      // Another process was first, which the unique column tells.
      if (await store.findOne({ model, where })) return 'underway'
      throw error
    }
  }
  if (row.handledAt) return 'handled'
  const stale = [
    ...where,
    { field: 'handledAt', value: null },
    { field: 'claimedAt', operator: 'lt' as const, value: new Date(now.getTime() - leaseMs) },
  ]
  return (await store.updateMany({ model, where: stale, update: { claimedAt: now } })) > 0
    ? 'ours'
    : 'underway'
}

export async function finish(store: Store, id: string, now: Date): Promise<void> {
  await store.updateMany({ model, where: [{ field: 'eventId', value: id }], update: { handledAt: now } })
}

/** A handler failed: the next delivery is handled at once. */
export async function release(store: Store, id: string): Promise<void> {
  await store.updateMany({ model, where: [{ field: 'eventId', value: id }], update: { claimedAt: never } })
}
