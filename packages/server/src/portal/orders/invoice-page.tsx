import { getCustomerInvoice, getCustomerOrder } from '@verge/polar/contract/orders'
import { isRefusal } from '@verge/polar/refusals'
import { messagePage } from '../ui/message-page.tsx'
import { waitingPage } from '../ui/waiting.tsx'
import type { Page } from '../visit.ts'

/** Where somebody waits for the invoice that they asked for. Looking has nothing made anew. */
export const invoicePage: Page = async ({ polar, messages, to }, { params }) => {
  const id = params.id!
  const address = to(`/orders/${id}`)
  const words = messages.orders
  const { invoice_number } = await polar.call(getCustomerOrder, { params: { id } })
  const title = words.open({ number: invoice_number })
  try {
    await polar.call(getCustomerInvoice, { params: { id } })
  } catch (error) {
    if (!isRefusal(error, 'InvoiceDoesNotExist')) throw error
    return waitingPage(messages, { title, text: words.notYet, to: `${address}/invoice` })
  }
  return messagePage(title, [], {
    primary: { to: `${address}/invoice.pdf`, text: words.download },
    other: { to: to('/orders'), text: words.title },
  })
}
