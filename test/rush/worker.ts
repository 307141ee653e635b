import { openDatabase } from '@verge/server/db/database'
import { runDue } from '@verge/server/jobs/run-due'
import { openBossQueue } from '@verge/server/ports/boss-queue'
import { systemClock } from '@verge/server/ports/clock'
import { randomIds } from '@verge/server/ports/ids'
import { openStreams } from '@verge/server/ports/streams'
import { outboxOnly } from '@verge/server/ports/mailer'
import type { Ports } from '@verge/server/ports/ports'
import { repeat } from '@verge/server/ports/repeat'
import { openLedger } from './ledger-processor.ts'

/** One process that works on what is due, as the product's do, until it is told to stop or is killed. */
const { database, timeOuts } = JSON.parse(process.argv[2]!) as { database: object; timeOuts: number }
const failed = (error: unknown) => console.error(error)
const db = openDatabase(database)
const queue = await openBossQueue({ database, clock: systemClock, failed })
const { processor, close } = await openLedger(database, timeOuts)
const ports: Ports = {
  db,
  queue,
  processor,
  clock: systemClock,
  outsideClock: systemClock,
  ids: randomIds,
  mailer: outboxOnly,
  // A renewal draws no document.
  documents: null as never,
  // Nobody listens.
  webhooks: null as never,
  secret: 's'.repeat(32),
  publicUrl: 'http://localhost:4000',
  requestId: `worker ${process.pid}`,
  streams: openStreams({ max: 3, maxEach: 2, everyMs: 5 }),
}
const told = ({ error }: { error: unknown }) => failed(error)
const due = repeat(
  2_000,
  (stopping) => runDue(ports, { name: `worker ${process.pid}`, told, stopping }),
  failed,
)
await queue.work(due.soon)
due.soon()

process.once('SIGTERM', () => {
  void Promise.all([due.stop(), queue.close()])
    .then(() => Promise.all([db.destroy(), close()]))
    .then(() => process.exit(0))
})
