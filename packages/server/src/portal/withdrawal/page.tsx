import { quoteWithdrawal, withdrawAsQuoted, type LeavingQuote } from '@verge/polar/contract/leaving'
import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { getCustomerSubscription } from '@verge/polar/contract/subscriptions'
import { isRefusal } from '@verge/polar/refusals'
import { messagePage } from '../ui/message-page.tsx'
import type { Action, Page, View, Visit } from '../visit.ts'
import { confirmedIn, WithdrawalForm } from './form.tsx'

export const withdrawalPage: Page = (visit, { params }) => withdrawalShown(visit, params.id!)

/** Undoes the contract: it ends at once, and the money goes back. */
export const withdraw: Action = async (visit, { params, form }) => {
  const { polar, to } = visit
  const id = params.id!
  const { quote_id, notice } = confirmedIn(visit, form)
  try {
    const { receipt } = await polar.call(withdrawAsQuoted, { params: { id }, body: { quote_id } })
    const result = { action: 'withdrawn', subscription_id: id }
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
  const { polar, messages, to } = visit
  const words = messages.withdraw
  const address = to(`/subscriptions/${id}`)
  const [subscription, customer, quote] = await Promise.all([
    polar.call(getCustomerSubscription, { params: { id } }),
    polar.call(getPortalCustomer, {}),
    polar.call(quoteWithdrawal, { params: { id } }).catch((error: unknown) => {
      if (isRefusal(error, 'WithdrawalNotPossible')) return null
      throw error
    }),
  ])
  const title = words.title({ product: subscription.product.name })
  if (!quote) {
    const view = messagePage(title, [words.notPossible], {
      other: { to: address, text: messages.problem.toOverview },
    })
    return { ...view, status: 409 }
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
        refund={refundWords(visit, quote)}
        noUndo={words.noUndo}
        keep={words.keep}
        instead={<a href={`${address}/cancel`}>{words.cancelInstead}</a>}
      />
    ),
  }
}

function refundWords({ messages: { withdraw: words }, format }: Visit, quote: LeavingQuote): string {
  if (!quote.refund) return words.nothingBack
  const amount = format.money(quote.refund.amount, quote.refund.currency)
  return quote.refund_basis === 'pro_rata' ? words.proRata({ amount }) : words.full({ amount })
}
