import { quotePurchaseWithdrawal, withdrawPurchaseAsQuoted } from '@verge/polar/contract/leaving'
import { getCustomerOrder } from '@verge/polar/contract/orders'
import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { isRefusal } from '@verge/polar/refusals'
import { messagePage } from '../ui/message-page.tsx'
import type { Action, Page, View, Visit } from '../visit.ts'
import { confirmedIn, WithdrawalForm } from './form.tsx'

export const purchaseWithdrawalPage: Page = (visit, { params }) => withdrawalShown(visit, params.id!)

/** Undoes what was bought once: what came with it goes at once, and so does the money back. */
export const withdrawPurchase: Action = async (visit, { params, form }) => {
  const { polar, to } = visit
  const id = params.id!
  const { quote_id, notice } = confirmedIn(visit, form)
  try {
    const { receipt } = await polar.call(withdrawPurchaseAsQuoted, { params: { id }, body: { quote_id } })
    const result = { action: 'withdrawn', subscription_id: null }
    return { to: to(`/receipts/${receipt.id}`), notice, result }
  } catch (error) {
    if (isRefusal(error, 'QuoteOutdated', 'WithdrawalNotPossible'))
      return withdrawalShown(visit, id, { isAnew: error.error === 'QuoteOutdated' })
    throw error
  }
}

async function withdrawalShown(
  visit: Visit,
  id: string,
  { isAnew = false }: { isAnew?: boolean } = {},
): Promise<View> {
  const { polar, messages, format, to } = visit
  const words = messages.withdraw
  const address = to(`/orders/${id}`)
  const [order, customer, quote] = await Promise.all([
    polar.call(getCustomerOrder, { params: { id } }),
    polar.call(getPortalCustomer, {}),
    polar.call(quotePurchaseWithdrawal, { params: { id } }).catch((error: unknown) => {
      if (isRefusal(error, 'WithdrawalNotPossible')) return null
      throw error
    }),
  ])
  const title = words.title({ product: order.product?.name ?? order.invoice_number })
  if (!quote) {
    const other = { to: address, text: messages.problem.toOverview }
    return { ...messagePage(title, [words.notPossiblePurchase], { other }), status: 409 }
  }
  return {
    title,
    status: isAnew ? 409 : 200,
    body: (
      <WithdrawalForm
        visit={visit}
        title={title}
        address={address}
        email={customer.email}
        quote={quote}
        isAnew={isAnew}
        refund={refundWords()}
        noUndo={words.noUndoPurchase}
        keep={words.keepPurchase}
      />
    ),
  }

  function refundWords(): string {
    if (!quote?.refund) return words.nothingBack
    const amount = format.money(quote.refund.amount, quote.refund.currency)
    return order.refunded_amount > 0 ? words.rest({ amount }) : words.full({ amount })
  }
}
