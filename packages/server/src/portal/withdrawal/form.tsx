import type { LeavingQuote } from '@verge/polar/contract/leaving'
import { Form } from '../ui/form.tsx'
import { QuoteMoved } from '../ui/quote-moved.tsx'
import type { Messages } from '../messages/messages.ts'

interface Props {
  messages: Messages
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
export function WithdrawalForm({ messages, title, address, email, quote, ...said }: Props) {
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
