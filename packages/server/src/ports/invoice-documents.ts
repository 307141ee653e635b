import type { Address } from '@verge/polar/contract/values'

export interface Party {
  name: string
  address: Address | null
  /** The id and its format, as Polar pairs them: `['DE123456789', 'eu_vat']`. */
  tax_id: [string, string] | null
}

export interface Seller extends Party {
  address: Address
  email: string
}

export interface Line {
  label: string
  amount: number
  start_timestamp: string | null
  end_timestamp: string | null
}

/** Plain JSON with dates in ISO 8601, so that what a document says can be kept word for word. */
interface DocumentData {
  number: string
  /** Chooses the words, and how dates and money are written. */
  locale: string | null
  seller: Seller
  customer: Party
  currency: string
  lines: Line[]
  discount_amount: number
  net_amount: number
  /** Hundredths of a percent; null where no tax applies. */
  tax_rate: number | null
  tax_amount: number
  total_amount: number
  /** Negative: credit of the customer's that was used. */
  applied_balance_amount: number
  due_amount: number
}

export interface InvoiceData extends DocumentData {
  issued_at: string
  period_start: string | null
  period_end: string | null
  /** A business in another member state owes the tax itself. */
  reverse_charge: boolean
  /** Null: still to be paid. */
  paid_at: string | null
}

export interface ReceiptData extends DocumentData {
  invoice_number: string
  paid_at: string
  card: { brand: string; last4: string }
}

/** The receipt of a cancellation or withdrawal. */
export interface CancellationData {
  id: string
  locale: string | null
  kind: 'cancellation' | 'withdrawal'
  seller: Pick<Seller, 'name' | 'email'>
  customer: { name: string | null; email: string }
  product: string
  subscription_id: string
  received_at: string
  ends_at: string
  issued_at: string
  /** Where anybody can have it checked. */
  verify_url: string
  seal: string
}

/** The same data gives the same bytes of a PDF. */
export interface InvoiceDocuments {
  invoice(data: InvoiceData): Promise<Uint8Array>
  receipt(data: ReceiptData): Promise<Uint8Array>
  cancellation(data: CancellationData): Promise<Uint8Array>
}
