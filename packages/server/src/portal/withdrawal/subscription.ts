import { quoteWithdrawal, withdrawAsQuoted } from '@verge/polar/contract/leaving'
import { getCustomerSubscription } from '@verge/polar/contract/subscriptions'
import { withdrawalFrom } from './page.tsx'

/** It ends at once. */
export const subscriptionWithdrawal = withdrawalFrom({
  pathOf: (id) => `/subscriptions/${id}`,
  quote: (polar, id) => polar.call(quoteWithdrawal, { params: { id } }),
  withdraw: (polar, id, quote_id) => polar.call(withdrawAsQuoted, { params: { id }, body: { quote_id } }),
  subscriptionOf: (id) => id,
  async describe({ polar, messages: { withdraw: words }, format }, id) {
    const { product } = await polar.call(getCustomerSubscription, { params: { id } })
    return {
      product: product.name,
      notPossible: words.notPossible,
      noUndo: words.noUndo,
      keep: words.keep,
      refundWords(refund, basis) {
        const amount = format.money(refund.amount, refund.currency)
        return basis === 'pro_rata' ? words.proRata({ amount }) : words.full({ amount })
      },
      instead: { path: '/cancel', text: words.cancelInstead },
    }
  },
})
