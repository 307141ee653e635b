import { quotePurchaseWithdrawal, withdrawPurchaseAsQuoted } from '@verge/polar/contract/leaving'
import { getCustomerOrder } from '@verge/polar/contract/orders'
import { withdrawalFrom } from './page.tsx'

/** Of what was bought once: what came with it goes at once. */
export const purchaseWithdrawal = withdrawalFrom({
  pathOf: (id) => `/orders/${id}`,
  quote: (polar, id) => polar.call(quotePurchaseWithdrawal, { params: { id } }),
  withdraw: (polar, id, quote_id) =>
    polar.call(withdrawPurchaseAsQuoted, { params: { id }, body: { quote_id } }),
  subscriptionOf: () => null,
  async describe({ polar, messages: { withdraw: words }, format }, id) {
    const order = await polar.call(getCustomerOrder, { params: { id } })
    return {
      product: order.product?.name ?? order.invoice_number,
      notPossible: words.notPossiblePurchase,
      noUndo: words.noUndoPurchase,
      keep: words.keepPurchase,
      refundWords(refund) {
        const amount = format.money(refund.amount, refund.currency)
        return order.refunded_amount > 0 ? words.rest({ amount }) : words.full({ amount })
      },
    }
  },
})
