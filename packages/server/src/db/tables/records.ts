import type { Generated, Selectable } from 'kysely'
import type { Json, NullableJson, Row } from './row.ts'

export type AggregateType =
  | 'customer'
  | 'subscription'
  | 'order'
  | 'checkout'
  | 'refund'
  | 'customer_seat'
  | 'member'
  | 'benefit_grant'

export interface EventTable extends Row {
  organization_id: string
  aggregate_id: string
  aggregate_type: AggregateType
  version: number
  types: Json<string[]>
}

export interface AuditEntryTable extends Row {
  aggregate_id: string
  version: number
  actor: string
  cause: string
  /** The call, or the turn of work that was due, that it belongs to. Null in entries from before that was written down. */
  request_id: string | null
  before: NullableJson<object>
  after: Json<object>
  /** Seals this entry and the one before it; the database's own. */
  hash: Generated<Uint8Array | null>
}

export interface EmailTable extends Row {
  customer_id: string | null
  dedupe_key: string
  recipient: string
  subject: string
  /** As plain text; `html` says the same. Null in mails from before there were two forms. */
  body: string
  sent_at: Date | null
  kind: string | null
  locale: string | null
  facts: NullableJson<object>
  html: string | null
  /** Null: nothing is to be sent, because it was, was given up, or stays in the outbox. */
  next_attempt_at: Date | null
  tries: Generated<number>
  /** Since when it is one to somebody who is to be forgotten; address and words go with its last try. */
  forgotten_at: Date | null
  /** Why it was not taken last. */
  failure: string | null
}

/** What was announced ahead, under the key of what it announced. */
export interface ReminderTable {
  key: string
  created_at: Date
  outcome: 'told' | 'past' | 'needless'
}

/** What falls due, and when; see `billing/due-work.ts`. */
export interface DueWorkTable {
  kind: string
  subject_id: string
  due_at: Date
  leased_until: Date | null
  lease_holder: string | null
  waiting_since: Date | null
  fence: Generated<number>
  tries: Generated<number>
  parked_at: Date | null
  parked_reason: string | null
  released_at: Date | null
  modified_at: Date
}

export type EmailRow = Selectable<EmailTable>
