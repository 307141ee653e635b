import { addMinutes } from '../billing/billing-period.ts'
import { brokenInvariants } from '../db/invariants.ts'
import type { Ports } from '../ports/ports.ts'

/** What was committed late, or by another whose clock is behind, is looked at all the same. */
const minutesTwice = 5

/** Looks, each time it is called, whether what was changed since the last time contradicts itself. */
export function contradictionsSince({ db, clock }: Pick<Ports, 'db' | 'clock'>): () => Promise<string[]> {
  let lookedAt = clock.now()
  return async () => {
    const now = clock.now()
    const earlier = lookedAt < now ? lookedAt : now
    const found = await brokenInvariants(db, addMinutes(earlier, -minutesTwice))
    lookedAt = now
    return found
  }
}
