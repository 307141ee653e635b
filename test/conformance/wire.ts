/** Where a part of a file is sent to. */
interface Part {
  number: number
  url: string
  headers?: Record<string, string>
}

/** Whoever reads the first of a list means that there is one. */
export type Wires = [Wire, ...Wire[]]

/**
 * The words of the wire as the checks read them, each with the type that it has wherever it stands, and where it is not
 * null. It is what a Polar promises, of whatever answer: where one does not hold it, the check that looks for it fails by that.
 */
export interface Wire {
  id: string
  type: string
  name: string
  email: string
  slug: string
  url: string
  status: string
  role: string
  enabled: boolean
  skipped: boolean
  is_granted: boolean
  secret: string
  token: string
  client_secret: string
  customer_session_token: string
  customer_portal_url: string
  return_url: string
  success_url: string
  avatar_url: string
  expires_at: string
  path: string
  key: string
  payload: string
  error: string
  error_description: string
  detail: string
  events: string[]

  items: Wires
  pagination: { total_count: number; max_page: number }
  customers: Wires
  products: Wires

  organization: Wire
  product: Wire
  payment_method: Wire
  pending_update: Wire
  granted_benefits: Wires
  prices: Wires
  benefits: Wires
  seat: Wire
  file: Wire
  download: Wire
  upload: Wire
  parts: Part[]
  webhook_event: Wire
  method_metadata: { last4: string }
  is_payment_form_required: boolean
  payment_processor_metadata: { intent_client_secret: string }

  external_id: string
  customer_id: string
  product_id: string
  member_id: string
  subscription_id: string
  benefit_id: string
  organization_id: string
  discount_id: string
  default_payment_method_id: string
  customer_email: string
  email_verified: boolean
  tax_id: [value: string, format: string]

  amount: number
  balance: number
  seats: number
  consumed_units: number
  subtotal_amount: number
  discount_amount: number
  net_amount: number
  tax_amount: number
  total_amount: number
  applied_balance_amount: number
  due_amount: number
  refundable_amount: number

  current_period_start: string
  current_period_end: string
  trial_start: string
  trial_end: string
  ends_at: string
  ended_at: string
  canceled_at: string
  past_due_at: string
  next_payment_attempt_at: string

  invoice_number: string
  receipt_number: string
  proration: boolean
  proration_behavior: 'invoice' | 'prorate' | 'next_period'
  organization_features: { member_model_enabled: boolean }
  customer_portal_settings: {
    usage: { show: boolean }
    subscription: { update_plan: boolean; update_seats: boolean; pause: boolean }
    customer: { allow_email_change: boolean }
  }
}

/** @throws where there is none */
export function theOne(all: readonly Wire[], is: (one: Wire) => boolean, what: string): Wire {
  const found = all.find(is)
  if (!found) throw new Error(`There is not ${what}`)
  return found
}

/** Undefined where it is no JSON. That it is what it should be is what the checks are for. */
export function wireIn(text: string): Wire {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    found = undefined
  }
  return found as Wire
}
