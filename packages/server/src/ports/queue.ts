import type { Transaction } from 'kysely'

/** Wakes workers when something falls due. Only a hint: whatever it loses is found by the next sweep. */
export interface Queue {
  /** Sent in the transaction of the cause, so that what is rolled back wakes nobody. */
  wake(tx: Pick<Transaction<unknown>, 'executeQuery'>, at: readonly Date[]): Promise<void>
}

/** Where one process does everything, its sweep is enough. */
export const silentQueue: Queue = { wake: async () => {} }
