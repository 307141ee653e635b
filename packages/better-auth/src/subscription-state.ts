/** A subscription as on the wire; these are the fields that the plugin itself reads. */
export interface SubscriptionState extends Record<string, unknown> {
  id: string
  status: string
  customer_id: string
  product_id: string
  created_at: string
  /** Null: as it was made. */
  modified_at: string | null
  cancel_at_period_end: boolean
  ended_at: string | null
}
