import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Clock } from './clock.ts'
import type { Ids } from './ids.ts'
import type { InvoiceDocuments } from './invoice-documents.ts'
import type { Note } from './log.ts'
import type { Mailer } from './mailer.ts'
import type { PaymentProcessor } from './payment-processor.ts'
import type { Queue } from './queue.ts'
import type { Streams } from './streams.ts'
import type { WebhookSender } from './webhook-sender.ts'

/** How the database's failures reach whoever asked. */
export { DatabaseFault } from '../db/fault.ts'

export type Database = Kysely<Tables>
export type Tx = Transaction<Tables>

/** Everything an operation may touch beyond its own arguments. */
export interface Ports {
  db: Database
  clock: Clock
  /** The time of those who check what we sign: never a sandbox's. */
  outsideClock: Clock
  ids: Ids
  processor: PaymentProcessor
  queue: Queue
  mailer: Mailer
  documents: InvoiceDocuments
  webhooks: WebhookSender
  streams: Streams
  /** Keys the hashes under which tokens are stored. */
  secret: string
  /** The public address of portal and API, without a trailing slash. */
  publicUrl: string
  /** What everything that is written through these ports belongs to: a call, a turn of work that was due, or this process. */
  requestId: string
  /** Nobody is refused for asking often. */
  isUnlimited?: boolean
  /** Hears of who comes in and who tries in vain, in the course of one call. */
  note?: Note
}

/**
 * What writing a change takes: the instant, the ids of its event and audit entry, what it belongs to, who is woken when it
 * falls due, and what the mail that tells of it needs.
 */
export type Recorder = Pick<Ports, 'clock' | 'ids' | 'requestId' | 'queue' | 'mailer' | 'publicUrl'>
