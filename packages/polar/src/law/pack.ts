/** What a page or mail has to say, by name; what it says stands in the catalogues. */
export type Notice =
  /** That it renews by itself, for how much and how often, and that it can be cancelled here. */
  | 'renewal_terms'
  /** How to cancel, on the page and in each mail about the contract. */
  | 'how_to_cancel'
  /** The right to withdraw, and until when. */
  | 'withdrawal'

/** A reminder that has to go out within these days before what it reminds of. */
export interface Reminder {
  about: 'renewal' | 'trial_end' | 'price_change'
  /** Only of periods, trials or discounts that are longer than so many days. */
  longer_than_days: number
  days_before_max: number
  days_before_min: number
}

/** Buttons whose wording the law gives, or calls good enough. */
export interface Labels {
  /** Leads to the page without sign-in. */
  cancel?: string
  /** Sends the declaration. */
  confirm_cancel?: string
  withdraw?: string
  confirm_withdraw?: string
}

/** What one law asks of how somebody leaves. Facts with their source, in `docs/law.md`; no advice. */
export interface LawPack {
  id: PackId
  /** Countries, and states as `US-CA`. */
  places: readonly string[]
  /** Since when it applies; null: it is not yet law, and nothing of it is asked for. */
  since: string | null
  /** Cancelling needs no sign-in: a button, then a page with a second button. */
  signed_out: boolean
  labels: Partial<Record<'en' | 'de', Labels>>
  /** Days after the contract in which a consumer may undo it; null: there is no such right. */
  withdrawal_days: number | null
  notices: readonly Notice[]
  reminders: readonly Reminder[]
  /** Once in each year it is said what it costs, how often, and how to cancel; however short the periods are. */
  yearly_reminder: boolean
  /** Before somebody pays they agree to the terms of renewal, by a box of its own that nobody ticked for them. */
  consent: boolean
  /** Days are named by their date. */
  calendar_dates: boolean
}

export type PackId =
  | 'us_federal'
  | 'us_california'
  | 'us_massachusetts'
  | 'eu'
  | 'germany'
  | 'uk'
  | 'uk_subscriptions'
