import type { Meter } from '@verge/polar/contract/meters'
import type { Selectable } from 'kysely'
import type { ChangingRow, Json, Metadata, Row } from './row.ts'

/** What a customer used, as the seller's app told it. */
export interface UsageEventTable extends Row {
  organization_id: string
  customer_id: string | null
  external_customer_id: string | null
  name: string
  external_id: string | null
  timestamp: Date
  metadata: Json<object>
}

export interface MeterTable extends ChangingRow {
  organization_id: string
  name: string
  unit: Meter['unit']
  custom_label: string | null
  custom_multiplier: number | null
  filter: Json<Meter['filter']>
  aggregation: Json<Meter['aggregation']>
  archived_at: Date | null
  metadata: Json<Metadata>
}

/** That a meter counted something of a customer; how much is reckoned from the usage events. */
export interface CustomerMeterTable extends ChangingRow {
  organization_id: string
  customer_id: string
  meter_id: string
}

export type MeterRow = Selectable<MeterTable>
export type CustomerMeterRow = Selectable<CustomerMeterTable>
