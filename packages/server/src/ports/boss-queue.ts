import { fromKysely, PgBoss, type DatabaseOptions } from 'pg-boss'
import type { PoolConfig } from 'pg'
import type { Clock } from './clock.ts'
import type { Queue } from './queue.ts'

const schema = 'verge_queue'
const name = 'due_work'

export interface BossQueue extends Queue {
  /** Calls whenever a wake-up call has come due; many that come together are one. */
  work(wakeUp: () => void): Promise<void>
  close(): Promise<void>
}

interface BossQueueOptions {
  database: PoolConfig
  clock: Clock
  failed(error: unknown): void
}

/** Wake-up calls kept by pg-boss, in a schema of its own in the same PostgreSQL, for whichever process hears them first. */
export async function openBossQueue({ database, clock, failed }: BossQueueOptions): Promise<BossQueue> {
  const boss = new PgBoss({ ...(database as DatabaseOptions), schema, max: 2, schedule: false })
  boss.on('error', failed)
  await boss.start()
  // A call that was heard has done its work, and one that nobody heard for a day is made up for by the sweep.
  await boss.createQueue(name, { retryLimit: 0, retentionSeconds: 86_400, deleteAfterSeconds: 60 })
  return {
    async wake(tx, at) {
      // PostgreSQL's clock is not asked when that is: it waits for so long from now, by the clock of the one who asks.
      const now = clock.now().getTime()
      const calls = at.map((date) => ({
        startAfter: Math.max(0, Math.ceil((date.getTime() - now) / 1000)),
      }))
      await boss.insert(name, calls, { db: fromKysely(tx), returnId: false })
    },
    async work(wakeUp) {
      await boss.work(name, { batchSize: 1000, pollingIntervalSeconds: 1 }, async () => wakeUp())
    },
    close: () => boss.stop({ graceful: true, timeout: 5_000 }),
  }
}
