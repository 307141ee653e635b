import * as z from 'zod'
import type { CheckoutPublic } from '@verge/polar/contract/checkouts'
import type { Refusal } from '@verge/polar/refusals'
import { addressOf, problemsIn, problemsOf, valuesIn, valuesOf } from '../portal/billing/form.ts'
import type { Messages } from '../portal/messages/messages.ts'
import type { DetailProblems, DetailValues } from './pages.tsx'

export function detailsOf(checkout: CheckoutPublic): DetailValues {
  const { customer_email, customer_name, customer_billing_name, customer_billing_address } = checkout
  const billing = valuesOf(customer_billing_name ?? customer_name, customer_billing_address, null)
  return {
    ...billing,
    email: customer_email ?? '',
    tax_id: checkout.customer_tax_id ?? '',
    seats: checkout.seats === null ? '' : String(checkout.seats),
    discount_code: checkout.discount?.code ?? '',
  }
}

export function detailsIn(form: URLSearchParams): DetailValues {
  const typed = (name: string) => (form.get(name) ?? '').trim()
  const [email, seats, discount_code] = ['email', 'seats', 'discount_code'].map(typed)
  return { ...valuesIn(form), email: email!, seats: seats!, discount_code: discount_code! }
}

export function problemsInDetails(
  checkout: CheckoutPublic,
  values: DetailValues,
  messages: Messages,
): DetailProblems {
  const words = messages.checkout
  const hasAddress = z.email().safeParse(values.email).success
  const { min_seats, max_seats } = checkout
  const seats = Number(values.seats)
  const fits =
    min_seats === null || (Number.isInteger(seats) && seats >= min_seats && seats <= (max_seats ?? seats))
  return {
    ...problemsIn(values, messages),
    ...(!hasAddress && { email: words.emailWrong }),
    ...(!fits && { seats: seatsWanted(checkout, words) }),
  }
}

function seatsWanted({ min_seats, max_seats }: CheckoutPublic, words: Messages['checkout']): string {
  if (min_seats === null) return words.seatsWrong
  if (max_seats === null) return words.seatsWrongFrom({ least: min_seats })
  return words.seatsWrongRange({ least: min_seats, most: max_seats })
}

/** As the API takes them. */
export function bodyOf(checkout: CheckoutPublic, values: DetailValues) {
  // A discount that the seller gave has no code to be typed, and is not taken away by an empty field.
  const isTyped = checkout.allow_discount_codes && (values.discount_code || checkout.discount?.code)
  return {
    ...(checkout.min_seats !== null && { seats: Number(values.seats) }),
    ...(isTyped && { discount_code: values.discount_code || null }),
    customer_email: values.email,
    customer_name: values.name || null,
    customer_billing_name: values.name || null,
    customer_billing_address: addressOf(values),
    customer_tax_id: values.tax_id || null,
  }
}

export function problemsOfDetails(refusal: Refusal, messages: Messages): DetailProblems | null {
  if (typeof refusal.detail === 'string') return null
  const isAbout = (field: string) =>
    typeof refusal.detail !== 'string' && refusal.detail.some(({ loc }) => loc.includes(field))
  const words = messages.checkout
  const own = {
    ...(isAbout('customer_email') && { email: words.emailWrong }),
    ...(isAbout('discount_code') && { discount_code: words.codeWrong }),
    ...(isAbout('seats') && { seats: words.seatsWrong }),
  }
  const problems = { ...problemsOf(refusal, messages), ...own }
  return Object.keys(problems).length > 0 ? problems : null
}
