import { getPortalCustomer, updatePortalCustomer } from '@verge/polar/contract/portal-customers'
import { Refusal } from '@verge/polar/refusals'
import { done } from '../notice.ts'
import type { Action, Page, View, Visit } from '../visit.ts'
import { BillingFields } from './fields.tsx'
import {
  addressOf,
  problemsIn,
  problemsOf,
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
  const problems = problemsIn(values, messages)
  if (Object.keys(problems).length > 0) return form(visit, values, problems)
  try {
    await polar.call(updatePortalCustomer, {
      body: {
        billing_name: values.name || null,
        billing_address: addressOf(values),
        tax_id: values.tax_id || null,
      },
    })
  } catch (error) {
    const refused = error instanceof Refusal ? problemsOf(error, messages) : null
    if (!refused) throw error
    return form(visit, values, refused)
  }
  return {
    to: to('/billing'),
    notice: done(messages.billing.saved),
    result: { action: 'billing_updated', subscription_id: null },
  }
}

function form(visit: Visit, values: BillingValues, problems: Problems): View {
  const words = visit.messages.billing
  const isWrong = Object.keys(problems).length > 0
  return {
    title: words.title,
    status: isWrong ? 422 : 200,
    body: (
      <>
        <h1>{words.title}</h1>
        {isWrong && (
          <p class="notice problem" role="alert">
            {words.problems}
          </p>
        )}
        <form class="card" method="post" action={visit.to('/billing')}>
          <p class="quiet">{words.help}</p>
          <BillingFields visit={visit} values={values} problems={problems} withTaxId={true} />
          <button class="primary">{words.save}</button>
        </form>
      </>
    ),
  }
}
