import { getCustomerOrder, updateCustomerOrder, type CustomerOrder } from '@verge/polar/contract/orders'
import { BillingFields } from '../billing/fields.tsx'
import {
  addressOf,
  problemsIn,
  problemsOf,
  send,
  valuesIn,
  valuesOf,
  type BillingValues,
  type Problems,
} from '../billing/form.ts'
import { done } from '../notice.ts'
import { ProblemsAlert } from '../ui/field.tsx'
import type { Action, View, Visit } from '../visit.ts'
import { Form } from '../ui/form.tsx'

interface Props {
  visit: Visit
  order: CustomerOrder
  /** What was typed and refused; null: what the invoice carries. */
  values: BillingValues | null
  problems: Problems
}

export function BillingForm({ visit, order, values, problems }: Props) {
  const { messages, to } = visit
  return (
    <Form class="card" to={to(`/orders/${order.id}/billing`)}>
      {order.billing_address && <p class="quiet">{messages.orders.frozen}</p>}
      <BillingFields
        visit={visit}
        values={values ?? valuesOf(order.billing_name, order.billing_address, null)}
        problems={problems}
        withTaxId={false}
      />
      <button class="primary">{messages.billing.save}</button>
    </Form>
  )
}

/** Corrects who this one invoice is made out to. */
export const correctBilling: Action = async (visit, { params, form }) => {
  const { polar, messages, to } = visit
  const id = params.id!
  const values = valuesIn(form)
  const body = { billing_name: values.name || null, billing_address: addressOf(values) }
  const problems = await send(
    problemsIn(values, messages),
    () => polar.call(updateCustomerOrder, { params: { id }, body }),
    (refusal) => problemsOf(refusal, messages),
  )
  if (problems) return again(visit, id, values, problems)
  return { to: to(`/orders/${id}`), notice: done(messages.orders.corrected) }
}

async function again(visit: Visit, id: string, values: BillingValues, problems: Problems): Promise<View> {
  const { polar, messages } = visit
  const order = await polar.call(getCustomerOrder, { params: { id } })
  const title = messages.orders.open({ number: order.invoice_number })
  return {
    title,
    status: 422,
    body: (
      <>
        <h1>{title}</h1>
        <ProblemsAlert problems={problems} text={messages.billing.problems} />
        <BillingForm visit={visit} order={order} values={values} problems={problems} />
      </>
    ),
  }
}
