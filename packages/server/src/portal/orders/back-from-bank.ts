import { getCustomerOrderPaymentStatus } from '@verge/polar/contract/orders'
import { carryOnPage } from '../ui/carry-on.tsx'
import { waitingPage } from '../ui/waiting.tsx'
import type { View, Visit } from '../visit.ts'
import { paymentStanding } from './payment-standing.ts'

interface Return {
  order_id: string
  title: string
  /** Where the form concludes it; asked for, it is this page. */
  to: string
  values?: Record<string, string>
}

/** The form that concludes a payment, or the way to look again while the bank has not answered. Nothing is concluded by looking. */
export async function backFromBank(
  { polar, messages, attempt }: Visit,
  { order_id, title, to, values = {} }: Return,
): Promise<View> {
  const answer = await attempt(polar.call(getCustomerOrderPaymentStatus, { params: { id: order_id } }))
  if (answer && paymentStanding({ ...answer, client_secret: null }).kind === 'waiting') {
    const query = new URLSearchParams(values)
    const again = query.size > 0 ? `${to}?${query}` : to
    return waitingPage(messages, { title, text: messages.pay.waiting, to: again })
  }
  return carryOnPage(messages, { title, to, values })
}
