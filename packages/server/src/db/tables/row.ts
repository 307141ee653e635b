import type { JSONColumnType } from 'kysely'

export type Json<Value extends object> = JSONColumnType<Value, string, string>
export type NullableJson<Value extends object> = JSONColumnType<Value | null, string | null, string | null>
export type Interval = 'day' | 'week' | 'month' | 'year'
export type Metadata = Record<string, string | number | boolean>

export interface Row {
  id: string
  created_at: Date
}

export interface ChangingRow extends Row {
  modified_at: Date | null
}

/** A row whose every change carries the next version, an audit entry and an event. */
export interface AggregateRow extends ChangingRow {
  version: number
}
