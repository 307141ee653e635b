import type { Format } from '../ui/format.ts'
import type { Messages } from '../messages/messages.ts'
import { Waiting } from '../ui/waiting.tsx'
import type { Owed } from './owed.ts'
import { consequencesOf, failedWords } from './words.ts'

interface Props {
  owed: readonly Owed[]
  base: string
  messages: Messages
  format: Format
}

/** Above every page while something is past due. */
export function OverdueBanner({ owed, base, messages, format }: Props) {
  if (owed.length === 0) return null
  return (
    <section class="notice problem" aria-label={messages.overdue.label}>
      {owed.map((one) =>
        one.details?.is_being_paid ? (
          <Waiting
            messages={messages}
            text={messages.overdue.paying}
            to={`${base}/orders/${one.order_id}`}
            look="head"
          />
        ) : (
          <div class="owed">
            <div>
              <p>
                <strong>{failedWords(one, { messages, format })}</strong>
              </p>
              {consequencesOf(one, { messages, format }).map((paragraph) => (
                <p>{paragraph}</p>
              ))}
            </div>
            <a class="button" href={`${base}/orders/${one.order_id}/pay`}>
              {messages.pay.confirm({ amount: format.money(one.amount, one.currency) })}
            </a>
          </div>
        ),
      )}
    </section>
  )
}
