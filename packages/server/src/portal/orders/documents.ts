import {
  generateCustomerInvoice,
  getCustomerInvoice,
  getCustomerOrder,
  getCustomerReceipt,
} from '@verge/polar/contract/orders'
import { isRefusal } from '@verge/polar/refusals'
import { explainRefusal } from '../explain-refusal.ts'
import { openedDocument } from '../opened-document.ts'
import type { Page, Visit } from '../visit.ts'

/** The invoice as it stands now: made on demand, and made again where its billing details were corrected. */
export const downloadInvoice: Page = async (visit, { params }) => {
  const { polar, messages, to } = visit
  const id = params.id!
  try {
    await polar.call(generateCustomerInvoice, { params: { id } })
    const { url } = await polar.call(getCustomerInvoice, { params: { id } })
    const { invoice_number } = await polar.call(getCustomerOrder, { params: { id } })
    return await pdf(visit, url, invoice_number)
  } catch (error) {
    if (isRefusal(error, 'InvoiceDoesNotExist')) return { to: to(`/orders/${id}/invoice`) }
    const notice = explainRefusal(error, {
      MissingInvoiceBillingDetails: messages.orders.missingDetails,
      OrderNotEligibleForInvoice: messages.orders.noInvoice,
    })
    return { to: to(`/orders/${id}`), notice }
  }
}

export const downloadReceipt: Page = async (visit, { params }) => {
  const { polar, messages, to } = visit
  const id = params.id!
  try {
    const { url } = await polar.call(getCustomerReceipt, { params: { id } })
    const { receipt_number } = await polar.call(getCustomerOrder, { params: { id } })
    return await pdf(visit, url, receipt_number ?? 'receipt')
  } catch (error) {
    const notice = explainRefusal(error, { ReceiptNotAllocated: messages.orders.noInvoice })
    return { to: to(`/orders/${id}`), notice }
  }
}

async function pdf(visit: Visit, url: string, name: string): Promise<Response> {
  const document = await openedDocument(visit, url)
  return new Response(document.body, {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}.pdf"`,
    },
  })
}
