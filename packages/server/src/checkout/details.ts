import * as z from 'zod'
import type { CheckoutPublic } from '@verge/polar/contract/checkouts'
import type { Refusal } from '@verge/polar/refusals'
import { addressOf, problemsIn, problemsOf, valuesIn, valuesOf } from '../portal/billing/form.ts'
import type { Messages } from '../portal/messages/messages.ts'
import type { DetailProblems, DetailValues } from './pages.tsx'

export function detailsOf(checkout: CheckoutPublic): DetailValues {
  const { customer_email, customer_name, customer_billing_name, customer_billing_address } = checkout
  const billing = valuesOf(customer_billing_name ?? customer_name, customer_billing_address, null)
  return { ...billing, email: customer_email ?? '', tax_id: checkout.customer_tax_id ?? '' }
}

export function detailsIn(form: URLSearchParams): DetailValues {
  return { ...valuesIn(form), email: (form.get('email') ?? '').trim() }
}

export function problemsInDetails(values: DetailValues, messages: Messages): DetailProblems {
  const hasAddress = z.email().safeParse(values.email).success
  return { ...problemsIn(values, messages), ...(!hasAddress && { email: messages.checkout.emailWrong }) }
}

/** As the API takes them. */
export function bodyOf(values: DetailValues) {
  return {
    customer_email: values.email,
    customer_name: values.name || null,
    customer_billing_name: values.name || null,
    customer_billing_address: addressOf(values),
    customer_tax_id: values.tax_id || null,
  }
}

export function problemsOfDetails(refusal: Refusal, messages: Messages): DetailProblems | null {
  if (typeof refusal.detail === 'string') return null
  const isAboutEmail = refusal.detail.some(({ loc }) => loc.includes('customer_email'))
  const problems = problemsOf(refusal, messages)
  if (!isAboutEmail) return problems
  return { ...problems, email: messages.checkout.emailWrong }
}
