import { getPortalCustomer } from '@verge/polar/contract/portal-customers'
import type { LeavingQuote } from '@verge/polar/contract/leaving'
import type { Polar } from '@verge/polar/client'
import { isRefusal } from '@verge/polar/refusals'
import { done, type Notice } from '../notice.ts'
import { messagePage } from '../ui/message-page.tsx'
import type { Action, Page, View, Visit } from '../visit.ts'
import { WithdrawalForm } from './form.tsx'

/** What can be withdrawn from: a subscription, or what was bought once. */
export interface Withdrawable {
  /** The page of the contract, below the portal. */
  pathOf(id: string): string
  quote(polar: Polar, id: string): Promise<LeavingQuote>
  withdraw(polar: Polar, id: string, quote_id: string): Promise<{ receipt: { id: string } }>
  /** As the way back tells it. */
  subscriptionOf(id: string): string | null
  describe(visit: Visit, id: string): Promise<Described>
}

/** In the words for its kind of contract. */
export interface Described {
  product: string
  notPossible: string
  noUndo: string
  keep: string
  refundWords(refund: NonNullable<LeavingQuote['refund']>, basis: LeavingQuote['refund_basis']): string
  /** Where whoever opens this page may rather want to go. */
  instead?: { path: string; text: string }
}

/** The second step, and what it does: the contract is undone at once, and the money goes back. */
export function withdrawalFrom(contract: Withdrawable): { page: Page; action: Action } {
  async function shown(visit: Visit, id: string, { isAnew = false } = {}): Promise<View> {
    const { polar, messages, to } = visit
    const words = messages.withdraw
    const address = to(contract.pathOf(id))
    const [described, customer, quote] = await Promise.all([
      contract.describe(visit, id),
      polar.call(getPortalCustomer, {}),
      contract.quote(polar, id).catch((error: unknown) => {
        if (isRefusal(error, 'WithdrawalNotPossible')) return null
        throw error
      }),
    ])
    const { product, notPossible, noUndo, keep, instead } = described
    const title = words.title({ product })
    if (!quote) {
      const other = { to: address, text: product }
      return { ...messagePage(title, [notPossible], { other }), status: 409 }
    }
    const { refund, refund_basis } = quote
    return {
      title,
      status: isAnew ? 409 : 200,
      body: (
        <WithdrawalForm
          messages={messages}
          title={title}
          address={address}
          email={customer.email}
          quote={quote}
          isAnew={isAnew}
          refund={refund ? described.refundWords(refund, refund_basis) : words.nothingBack}
          noUndo={noUndo}
          keep={keep}
          instead={instead && <a href={`${address}${instead.path}`}>{instead.text}</a>}
        />
      ),
    }
  }

  return {
    page: (visit, { params }) => shown(visit, params.id!),

    async action(visit, { params, form }) {
      const { polar, to } = visit
      const id = params.id!
      const { quote_id, notice } = confirmedIn(visit, form)
      try {
        const { receipt } = await contract.withdraw(polar, id, quote_id)
        const result = { action: 'withdrawn', subscription_id: contract.subscriptionOf(id) }
        return { to: to(`/receipts/${receipt.id}`), notice, result }
      } catch (error) {
        if (isRefusal(error, 'QuoteOutdated', 'WithdrawalNotPossible'))
          return shown(visit, id, { isAnew: error.error === 'QuoteOutdated' })
        throw error
      }
    },
  }
}

/** What the form says was shown, and what is told once it is done. */
function confirmedIn(
  { messages: { withdraw: words }, format }: Visit,
  form: URLSearchParams,
): { quote_id: string; notice: Notice } {
  const [amount, currency] = (form.get('refund') ?? '').split(' ')
  const isMoney = amount && /^\d+$/.test(amount) && /^[a-z]{3}$/.test(currency ?? '')
  return {
    quote_id: (form.get('quote') ?? '').slice(0, 128),
    notice: done(isMoney ? words.doneBack({ amount: format.money(Number(amount), currency!) }) : words.done),
  }
}
