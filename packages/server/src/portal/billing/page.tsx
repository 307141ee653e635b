import { revokeCustomerSessions, revokeListedCustomerSession } from '@verge/polar/contract/customer-sessions'
import { getPortalOrganization } from '@verge/polar/contract/organizations'
import {
  getPortalCustomer,
  requestEmailUpdate,
  updatePortalCustomer,
} from '@verge/polar/contract/portal-customers'
import { emailAddress } from '@verge/polar/contract/values'
import { Refusal } from '@verge/polar/refusals'
import { codeFirst } from '../confirmation/fresh.ts'
import { ErasureSection } from '../erasure/page.tsx'
import { isErasable } from '../erasure/standing.ts'
import { done, problem } from '../notice.ts'
import { Field, hasProblems, ProblemsAlert } from '../ui/field.tsx'
import type { Action, Asked, Page, View, Visit } from '../visit.ts'
import { BillingFields } from './fields.tsx'
import {
  addressOf,
  problemsIn,
  problemsOf,
  send,
  valuesIn,
  valuesOf,
  type BillingValues,
  type Problems,
} from './form.ts'
import { OwnSections, ownPage, sessionsOf } from './own.tsx'
import { Form } from '../ui/form.tsx'
import { Place } from '../ui/place.tsx'

const addressPlace = 'address'

/** Whoever has no say in billing finds here what is their own. */
export const billingPage: Page = async (visit, asked) =>
  visit.session.has_say_in_billing ? billingView(visit, asked) : ownPage(visit)

export const saveBilling: Action = async (visit, posted) => {
  const { polar, messages, to } = visit
  const values = valuesIn(posted.form)
  const body = {
    billing_name: values.name || null,
    billing_address: addressOf(values),
    tax_id: values.tax_id || null,
  }
  const problems = await send(
    problemsIn(values, messages),
    () => polar.call(updatePortalCustomer, { body }),
    (refusal) => problemsOf(refusal, messages),
  )
  if (problems) return billingView(visit, posted, { values, problems })
  return {
    to: to('/billing'),
    notice: done(messages.billing.saved),
    result: { action: 'billing_updated', subscription_id: null },
  }
}

/** Asks for another address; it is changed by whoever reads the mails that go there. */
export const changeEmail: Action = async (visit, posted) => {
  const { polar, messages, to } = visit
  const words = messages.emailChange
  const email = (posted.form.get('email') ?? '').trim()
  if (!emailAddress.safeParse(email).success)
    return billingView(visit, posted, { email, emailProblem: words.wrong })
  const first = codeFirst(visit, {
    page: '/billing',
    place: addressPlace,
    form: '/billing/email',
    typed: posted.form,
  })
  if (first) return first
  try {
    await polar.call(requestEmailUpdate, { body: { email } })
    return { to: to('/billing'), notice: done(words.sent({ email })) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.status === 422) return billingView(visit, posted, { email, emailProblem: words.same })
    return { to: to('/billing'), notice: problem(words.notAllowed) }
  }
}

/** Out of another browser, which may be over already. */
export const signOutElsewhere: Action = async ({ polar, messages, to }, { params }) => {
  await polar.call(revokeListedCustomerSession, { params: { id: params.id! } })
  return { to: to('/billing'), notice: done(messages.session.ended) }
}

/** Also out of this browser: what is left of the session opens nothing. */
export const signOutEverywhere: Action = async ({ polar, to }) => {
  await polar.call(revokeCustomerSessions, {})
  return { to: to('/sign-in?signed_out') }
}

/** What was typed and not taken. */
interface Typed {
  values?: BillingValues
  problems?: Problems
  email?: string
  emailProblem?: string
}

async function billingView(
  visit: Visit,
  { params }: Asked,
  { values, problems = {}, email = '', emailProblem }: Typed = {},
): Promise<View> {
  const { polar, messages, to } = visit
  const [customer, { organization }, sessions, canBeErased] = await Promise.all([
    polar.call(getPortalCustomer, {}),
    polar.call(getPortalOrganization, { params: { slug: params.slug! } }),
    sessionsOf(visit),
    isErasable(visit),
  ])
  const { billing_name, name, billing_address, tax_id } = customer
  const words = messages.billing
  const mayChangeEmail =
    organization.customer_portal_settings.customer.allow_email_change && customer.type !== 'team'
  return {
    title: words.title,
    status: hasProblems(problems) || emailProblem ? 422 : 200,
    body: (
      <>
        <h1>{words.title}</h1>
        <ProblemsAlert problems={problems} text={words.problems} />
        <Form class="card" to={to('/billing')}>
          <p class="quiet">{words.help}</p>
          <BillingFields
            visit={visit}
            values={values ?? valuesOf(billing_name ?? name, billing_address, tax_id)}
            problems={problems}
            withTaxId={true}
          />
          <button class="primary">{words.save}</button>
        </Form>
        {mayChangeEmail && (
          <Place id={addressPlace} title={messages.emailChange.section} messages={messages}>
            <Form class="card" to={to('/billing/email')} novalidate>
              <p>{messages.emailChange.now({ email: customer.email ?? '' })}</p>
              <p class="quiet">{messages.emailChange.help}</p>
              <Field
                name="email"
                label={messages.emailChange.label}
                value={email}
                type="email"
                autocomplete="email"
                lengthMax={254}
                autofocus={emailProblem !== undefined}
                error={emailProblem}
              />
              <button>{messages.emailChange.send}</button>
            </Form>
          </Place>
        )}
        <OwnSections visit={visit} sessions={sessions} />
        {canBeErased && <ErasureSection visit={visit} />}
      </>
    ),
  }
}
