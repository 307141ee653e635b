/** Every text of the parts. A part takes `messages` to say some of them otherwise, or in another language. */
export interface Messages {
  manage: string
  opening: string
  noSubscription: string
  unavailable: string
  /** Of a subscription: a word or three, and a sentence. */
  renews: (about: Told) => Words
  trial_converts: (about: Told) => Words
  ends: (about: Told) => Words
  /** It ends by then, and what is owed for the time before can still be charged. */
  ends_owing: (about: Told) => Words
  ended: (about: Told) => Words
  payment_overdue: (about: Told) => Words
  pauses: (about: Told) => Words
  paused: (about: Told) => Words
  none: (about: Told) => Words
  price: (price: { money: string; interval: Interval; count: number }) => string
  pastDue: (about: { plan: string }) => string
  cancel: string
  cancelTitle: (about: { plan: string }) => string
  /** Said before the click: when access ends, and that nothing more is charged. */
  cancelExplained: (about: { date: string }) => string
  /** The same where the last payment failed: it is still tried. */
  cancelExplainedOwing: (about: { date: string }) => string
  keep: string
  canceling: string
  canceled: (about: { date: string }) => string
  canceledOwing: (about: { date: string }) => string
  cancelFailed: string
  close: string
  invoices: string
  noInvoices: string
  moreInvoices: string
  invoiceNotReady: string
  readingInvoices: string
  invoicesUnavailable: string
  download: (about: { date: string; money: string }) => string
  invoiceUnavailable: string
}
export interface Words {
  label: string
  sentence: string
}
export interface Told {
  date: string
  price: string
}
export type Interval = 'day' | 'week' | 'month' | 'year'
