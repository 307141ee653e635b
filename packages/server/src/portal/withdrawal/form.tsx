import type { LeavingQuote } from '@verge/polar/contract/leaving'
import { done, type Notice } from '../notice.ts'
import { Form } from '../ui/form.tsx'
import { QuoteMoved } from '../ui/quote-moved.tsx'
import type { Visit } from '../visit.ts'

interface Props {
  visit: Visit
  title: string
  /** The page of the contract. */
  address: string
  email: string | null
  quote: LeavingQuote
  /** It is not what was shown before. */
  isAnew: boolean
  refund: string
  noUndo: string
  keep: string
  /** What else somebody may want who opens this page. */
  instead?: unknown
}

/** The second step: all that withdrawing does, above the button that does it. */
export function WithdrawalForm({ visit: { messages }, title, address, email, quote, ...said }: Props) {
  const words = messages.withdraw
  const back = quote.refund && `${quote.refund.amount} ${quote.refund.currency}`
  return (
    <>
      <h1>{title}</h1>
      {said.isAnew && <QuoteMoved messages={messages} />}
      <Form class="card" to={`${address}/withdraw`}>
        <p>
          <strong>{words.atOnce}</strong>
        </p>
        <p>{said.refund}</p>
        {quote.refund && <p>{words.how}</p>}
        <p>{said.noUndo}</p>
        {email && <p class="quiet">{messages.cancel.mail({ email })}</p>}
        <input type="hidden" name="quote" value={quote.id} />
        {back && <input type="hidden" name="refund" value={back} />}
        <div class="actions">
          <button class="danger">{words.action}</button>
          <a class="button" href={address}>
            {said.keep}
          </a>
          {said.instead}
        </div>
      </Form>
    </>
  )
}

/** What the form says was shown, and what is told once it is done. */
export function confirmedIn(
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
