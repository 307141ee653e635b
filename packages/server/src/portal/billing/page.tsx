import { getPortalCustomer, updatePortalCustomer } from '@verge/polar/contract/portal-customers'
import { done } from '../notice.ts'
import { hasProblems, ProblemsAlert } from '../ui/field.tsx'
import type { Action, Page, View, Visit } from '../visit.ts'
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

export const billingPage: Page = async (visit) => {
  const { billing_name, name, billing_address, tax_id } = await visit.polar.call(getPortalCustomer, {})
  return form(visit, valuesOf(billing_name ?? name, billing_address, tax_id), {})
}

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
  if (problems) return form(visit, values, problems)
  return {
    to: to('/billing'),
    notice: done(messages.billing.saved),
    result: { action: 'billing_updated', subscription_id: null },
  }
}

function form(visit: Visit, values: BillingValues, problems: Problems): View {
  const words = visit.messages.billing
  return {
    title: words.title,
    status: hasProblems(problems) ? 422 : 200,
    body: (
      <>
        <h1>{words.title}</h1>
        <ProblemsAlert problems={problems} text={words.problems} />
        <form class="card" method="post" action={visit.to('/billing')}>
          <p class="quiet">{words.help}</p>
          <BillingFields visit={visit} values={values} problems={problems} withTaxId={true} />
          <button class="primary">{words.save}</button>
        </form>
      </>
    ),
  }
}
