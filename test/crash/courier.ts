import { randomUUID } from 'node:crypto'
import { openDatabase } from '@verge/server/db/database'
import { runDue } from '@verge/server/jobs/run-due'
import { systemClock } from '@verge/server/ports/clock'
import { openWebhookSender } from '@verge/server/ports/webhook-sender'
import { openWorld } from '../world/open.ts'
import { standStill } from './stand-still.ts'

/** Where the process stands still, to be killed there. */
export type Moment = 'before it is sent' | 'between sending and noting it' | 'after it was noted'

export interface Errand {
  config: Record<string, unknown>
  now: string
  moment: Moment
}

const { config, now, moment } = JSON.parse(process.argv[2]!) as Errand
const world = await openWorld({ database: openDatabase(config), empty: true, seed: randomUUID() })
world.moveTo(new Date(now))
const { send, ...sender } = openWebhookSender({ clock: systemClock, allowed: { loopback: true } })
const webhooks = {
  ...sender,
  async send(message: Parameters<typeof send>[0]) {
    if (moment === 'before it is sent') standStill()
    const answer = await send(message)
    if (moment === 'between sending and noting it') standStill()
    return answer
  },
}
await runDue({ ...world.ports, webhooks })
standStill()
