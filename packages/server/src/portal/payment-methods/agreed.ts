import type { AgreedPayments } from '@verge/polar/contract/payment-methods'
import type { Owed } from '../overdue/owed.ts'

const one = /^([0-9a-f-]{36}):(\d{1,15})$/

/** What a page says is charged, as its form and the way back to it carry it. */
export function agreementOf(owed: readonly Owed[]): string {
  return owed.map(({ order_id, amount }) => `${order_id}:${amount}`).join(',')
}

/** Whoever was shown nothing has agreed to nothing. */
export function agreedIn(values: URLSearchParams): AgreedPayments {
  const named = (values.get('agreed') ?? '').split(',').slice(0, 100)
  return named.flatMap((text) => {
    const [, order_id, amount] = one.exec(text) ?? []
    return order_id ? [{ order_id, amount: Number(amount) }] : []
  })
}

/** Of what is owed, what was agreed to. */
export function agreedOf(owed: readonly Owed[], agreed: AgreedPayments): Owed[] {
  return owed.filter(({ order_id, amount }) =>
    agreed.some((shown) => shown.order_id === order_id && shown.amount === amount),
  )
}
