import { quoteWithdrawal, withdrawAsQuoted, type LeavingQuote } from '@verge/polar/contract/leaving'
import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import { getCustomerSubscription } from '@verge/polar/contract/subscriptions'
import { isRefusal } from '@verge/polar/refusals'
import { done } from '../notice.ts'
import { messagePage } from '../ui/message-page.tsx'
import { QuoteMoved } from '../ui/quote-moved.tsx'
import type { Action, Page, View, Visit } from '../visit.ts'
import { Form } from '../ui/form.tsx'

export const withdrawalPage: Page = (visit, { params }) => withdrawalShown(visit, params.id!)

/** Undoes the contract: it ends at once, and the money goes back. */
export const withdraw: Action = async (visit, { params, form }) => {
  const { polar, messages, format, to } = visit
  const id = params.id!
  const quote_id = (form.get('quote') ?? '').slice(0, 128)
  const refund = form.get('refund') ?? ''
  try {
    const { receipt } = await polar.call(withdrawAsQuoted, { params: { id }, body: { quote_id } })
    const [amount, currency] = refund.split(' ')
    const words = messages.withdraw
    const notice =
      amount && /^\d+$/.test(amount) && /^[a-z]{3}$/.test(currency ?? '')
        ? words.doneBack({ amount: format.money(Number(amount), currency!) })
        : words.done
    const result = { action: 'withdrawn', subscription_id: id }
    return { to: to(`/receipts/${receipt.id}`), notice: done(notice), result }
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
  const refund = quote.refund && `${quote.refund.amount} ${quote.refund.currency}`
  return {
    title,
    status: isAnew ? 409 : 200,
    body: (
      <>
        <h1>{title}</h1>
        {isAnew && <QuoteMoved messages={messages} />}
        <Form class="card" to={`${address}/withdraw`}>
          <p>
            <strong>{words.atOnce}</strong>
          </p>
          <p>{refundWords(visit, quote)}</p>
          {quote.refund && <p>{words.how}</p>}
          <p>{words.noUndo}</p>
          {customer.email && <p class="quiet">{messages.cancel.mail({ email: customer.email })}</p>}
          <input type="hidden" name="quote" value={quote.id} />
          {refund && <input type="hidden" name="refund" value={refund} />}
          <div class="actions">
            <button class="danger">{words.action}</button>
            <a class="button" href={address}>
              {words.keep}
            </a>
            <a href={`${address}/cancel`}>{words.cancelInstead}</a>
          </div>
        </Form>
      </>
    ),
  }
}

function refundWords({ messages: { withdraw: words }, format }: Visit, quote: LeavingQuote): string {
  if (!quote.refund) return words.nothingBack
  const amount = format.money(quote.refund.amount, quote.refund.currency)
  return quote.refund_basis === 'pro_rata' ? words.proRata({ amount }) : words.full({ amount })
}
