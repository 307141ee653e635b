import { agreementOf, type CheckoutPublic } from '@verge/polar/contract/checkouts'
import { BillingFields } from '../portal/billing/fields.tsx'
import type { BillingValues, Problems } from '../portal/billing/form.ts'
import { carryOnPage } from '../portal/ui/carry-on.tsx'
import { Field, FieldError, hasProblems, ProblemsAlert } from '../portal/ui/field.tsx'
import { messagePage } from '../portal/ui/message-page.tsx'
import type { View } from '../portal/visit.ts'
import { asksConsent } from './consent.ts'
import { DiscountLine, isSoldOnce, SeatPrices, Sums, Terms, type Reader } from './summary.tsx'
import { waitingPage as waitingPageOf } from '../portal/ui/waiting.tsx'
import { Form } from '../portal/ui/form.tsx'

export interface DetailValues extends BillingValues {
  email: string
  /** Digits, where the price goes by seats. */
  seats: string
  discount_code: string
}
export type DetailProblems = Problems & { email?: string; seats?: string; discount_code?: string }

const addressOf = (checkout: CheckoutPublic) => `/checkout/${checkout.client_secret}`

/** Who buys, and where they live: the tax depends on it. */
export function detailsPage(
  checkout: CheckoutPublic,
  reader: Reader,
  values: DetailValues,
  problems: DetailProblems,
): View {
  const { messages } = reader
  const words = messages.checkout
  const title = (isSoldOnce(checkout) ? words.buyTitle : words.title)({
    product: checkout.product?.name ?? '',
  })
  return {
    title,
    status: hasProblems(problems) ? 422 : 200,
    body: (
      <>
        <h1>{title}</h1>
        <div class="card">
          <Terms checkout={checkout} reader={reader} />
          <SeatPrices checkout={checkout} reader={reader} />
          <DiscountLine checkout={checkout} reader={reader} />
          {checkout.product?.description && (
            <p class="quiet">
              <bdi>{checkout.product.description}</bdi>
            </p>
          )}
        </div>
        <ProblemsAlert problems={problems} text={messages.billing.problems} />
        <Form class="card" to={addressOf(checkout)}>
          <h2>{words.yourDetails}</h2>
          <Field
            name="email"
            label={words.email}
            value={values.email}
            autocomplete="email"
            error={problems.email}
          />
          {checkout.min_seats !== null && (
            <Field
              name="seats"
              label={words.seats}
              value={values.seats}
              numeric={true}
              lengthMax={6}
              error={problems.seats}
            />
          )}
          <BillingFields visit={reader} values={values} problems={problems} withTaxId={true} />
          {checkout.allow_discount_codes && (
            <Field
              name="discount_code"
              label={words.code}
              value={values.discount_code}
              autocomplete="off"
              optional={messages.billing.optional}
              error={problems.discount_code}
            />
          )}
          <button class="primary">
            {checkout.is_payment_form_required ? words.toPayment : freeText(checkout, reader)}
          </button>
        </Form>
      </>
    ),
  }
}

/** The whole price, tax in it, before the one button that buys. */
export function reviewPage(
  checkout: CheckoutPublic,
  reader: Reader,
  confirmation_token: string,
  { isConsentMissing = false }: { isConsentMissing?: boolean } = {},
): View {
  const { messages, format } = reader
  const words = messages.checkout
  const agreed = agreementOf(checkout)
  const today = agreed.due_amount
  return {
    title: words.review,
    status: isConsentMissing ? 422 : 200,
    body: (
      <>
        <h1>{words.review}</h1>
        <Form class="card" to={`${addressOf(checkout)}/pay`}>
          <Terms checkout={checkout} reader={reader} />
          <Sums checkout={checkout} reader={reader} />
          <input type="hidden" name="confirmation_token" value={confirmation_token} />
          {Object.entries(agreed).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          {asksConsent(checkout) && (
            <div class="field">
              <label class="choice">
                <input
                  type="checkbox"
                  name="consent"
                  {...(isConsentMissing && {
                    'aria-invalid': 'true' as const,
                    'aria-describedby': 'consent-error',
                    autofocus: true,
                  })}
                />{' '}
                {words.consent}
              </label>
              <FieldError name="consent" error={isConsentMissing ? words.consentMissing : undefined} />
            </div>
          )}
          <div class="actions">
            <button class="primary">
              {today > 0
                ? words.pay({ amount: format.money(today, checkout.currency) })
                : checkout.trial_end
                  ? words.startTrial
                  : freeText(checkout, reader)}
            </button>
            <a class="button" href={addressOf(checkout)}>
              {words.change}
            </a>
          </div>
        </Form>
      </>
    ),
  }
}

/** On the button of what costs nothing. */
function freeText(checkout: CheckoutPublic, { messages: { checkout: words } }: Reader): string {
  return isSoldOnce(checkout) ? words.getFree : words.subscribe
}

export function returnPage(checkout: CheckoutPublic, { messages }: Reader): View {
  return carryOnPage(messages, { title: messages.pay.checking, to: `${addressOf(checkout)}/return` })
}

/** The bank still asks the customer where `authentication` leads there; else nobody knows yet. */
export function waitingPage(
  checkout: CheckoutPublic,
  { messages }: Reader,
  authentication: string | null,
): View {
  const words = messages.checkout
  const title = messages.pay.checking
  if (!authentication) return waitingPageOf(messages, { title, text: words.waiting, to: addressOf(checkout) })
  const primary = { to: authentication, text: messages.session.continue }
  return messagePage(title, [words.waiting], { primary })
}

export function donePage({ messages }: Reader): View {
  return messagePage(messages.checkout.doneTitle, [messages.checkout.done])
}

export function expiredPage({ messages }: Reader): View {
  return messagePage(messages.checkout.expiredTitle, [messages.checkout.expired])
}
