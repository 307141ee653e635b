import type { LeavingQuote } from '@verge/polar/contract/leaving'
import type { Visit } from '../visit.ts'

interface Props {
  visit: Visit
  /** The page of the contract. */
  of: string
  quote: LeavingQuote
}

/** Where the contract can still be undone: a control of its own, apart from cancelling. */
export function WithdrawalLine({ visit: { messages, format, to }, of, quote }: Props) {
  const { possible_until } = quote
  return (
    <section class="card" aria-label={messages.withdraw.link}>
      {possible_until && <p>{messages.withdraw.until({ date: format.moment(possible_until) })}</p>}
      <div class="actions">
        <a class="button" href={to(`${of}/withdraw`)}>
          {messages.withdraw.link}
        </a>
      </div>
    </section>
  )
}
