import { randomUUID } from 'node:crypto'
import { openDatabase } from '@verge/server/db/database'
import { runDue } from '@verge/server/jobs/run-due'
import type { CustomerActor } from '@verge/server/operations/actor'
import { passPeriodEnd } from '@verge/server/operations/subscriptions/pass-period-end'
import { resubscribe } from '@verge/server/operations/subscriptions/resubscribe'
import { openWorld } from '../world/open.ts'
import { standStill } from './stand-still.ts'

/** Where the process stands still, to be killed there. */
export type Point =
  | 'inside the first transaction'
  | 'before the charge'
  | 'after the charge'
  | 'after the last commit'

export interface Task {
  config: Record<string, unknown>
  now: string
  point: Point
  does: 'renew' | 'buy again' | 'catch up'
  id: string
  actor: CustomerActor
  idempotency_key: string
}

const { config, now, point, does, id, actor, idempotency_key } = JSON.parse(process.argv[2]!) as Task
const world = await openWorld({ database: openDatabase(config), empty: true, seed: randomUUID() })
const { ports } = world
world.moveTo(new Date(now))

const { charge } = ports.processor
ports.processor.charge = async (input) => {
  if (point === 'before the charge') standStill()
  const outcome = await charge(input)
  if (point === 'after the charge') standStill()
  return outcome
}
if (point === 'inside the first transaction') {
  const { uuid } = ports.ids
  let drawn = 0
  ports.ids.uuid = () => {
    // By then a row or two have been written.
    if (++drawn === 3) standStill()
    return uuid()
  }
}

if (does === 'renew') await passPeriodEnd(ports, id)
else if (does === 'catch up') await runDue(ports)
else await resubscribe(ports, actor, { params: { id }, body: { agreed_amount: 2000, idempotency_key } })
// Committed, and nobody has been told.
standStill()
